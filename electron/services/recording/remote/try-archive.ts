import { createHash, randomBytes } from 'node:crypto';
import type { RemoteArchiveTest } from '../../../../shared/schemas/remote-archive.ts';
import type { S3Client } from './s3-client.ts';
import { networkFailure, S3Failure } from './s3-failure.ts';

const timeoutMs = 30_000;
const mostBytes = 1_000;

/** Writes, reads and deletes a small object, and says what failed. Leaves nothing behind unless deleting is what failed. */
export async function tryArchive(client: S3Client): Promise<RemoteArchiveTest> {
  const signal = AbortSignal.timeout(timeoutMs);
  const content = Buffer.from(`SENTRA looks whether it can use this bucket: ${randomBytes(16).toString('hex')}\n`);
  const key = `test-${randomBytes(8).toString('hex')}.txt`;
  const hex = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
  const digest = { bytes: content.length, sha256: hex('sha256'), md5: hex('md5') };
  const steps: RemoteArchiveTest['steps'] = [];
  const step = async (name: RemoteArchiveTest['steps'][number]['step'], work: () => Promise<void>) => {
    const startMs = performance.now();
    const trouble = await work().then(
      () => null,
      (error: unknown) => troubleOf(error, signal),
    );
    steps.push({ step: name, ms: Math.round(performance.now() - startMs), trouble });
    return trouble === null;
  };
  if (await step('write', () => client.put({ key, digest, contentType: 'text/plain', body: once(content) }, signal))) {
    await step('read', async () => {
      const found = await readAll(await client.get(key, signal));
      if (!found.equals(content)) throw new S3Failure('changed', 'another content than was written');
    });
    await step('delete', () => client.delete(key, signal));
  }
  return { steps, ok: steps.length === 3 && steps.every(({ trouble }) => trouble === null) };
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) throw new S3Failure('changed', 'more than was written');
  }
  return Buffer.concat(chunks);
}

/** @throws {unknown} what is no failure of the archive */
function troubleOf(error: unknown, signal: AbortSignal) {
  if (signal.aborted) return { problem: 'timeout' as const, detail: `${timeoutMs / 1000} s` };
  const failure = networkFailure(error);
  if (failure instanceof S3Failure) return failure.trouble;
  throw failure;
}
