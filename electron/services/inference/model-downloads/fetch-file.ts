import { open } from 'node:fs/promises';
import type { PublicModel } from '../../../../shared/schemas/model-download.ts';
import { connectionFailure, DownloadFailure, storageFailure } from './download-failure.ts';
import type { KeptPart } from './kept-part.ts';
import { type DownloadRules, type OpenedDownload, openDownload } from './open-download.ts';

export interface FetchOptions {
  readonly model: PublicModel;
  readonly part: KeptPart;
  readonly rules: DownloadRules;
  readonly signal: AbortSignal;
  /** Bytes that may be written to the disk of the part, now. */
  readonly freeBytes: () => Promise<number>;
  readonly onProgress: (receivedBytes: number, totalBytes: number | null) => void;
}

/** Nothing that serves as detector here is larger. */
const maxBytes = 400_000_000;
/** Recordings and the database live on the same disk; they must not be starved by a model. */
const reserveBytes = 256 * 1024 * 1024;

/**
 * One attempt to bring the rest of the file into `part`.
 * @throws {DownloadFailure} also with `retry` when going on may help; the abort's own error when `signal` ended it.
 */
export async function fetchFile(options: FetchOptions): Promise<void> {
  const { model, part, rules, signal, onProgress } = options;
  const resume = await part.resumePoint();
  const opened = await openDownload(model.url, resume, rules, signal);
  // Everything is here; whether it is right is found out by the check.
  if (opened === null) return;
  try {
    await checkRoom(options, opened);
    if (opened.startsAt === 0) await part.begin(opened.etag).catch((error: unknown) => Promise.reject(storageFailure(error)));
    onProgress(opened.startsAt, opened.totalBytes);
  } catch (error) {
    opened.body.on('error', () => undefined).destroy();
    throw error;
  }
  await copy(options, opened);
  const received = await part.bytes();
  const expected = opened.totalBytes ?? model.bytes;
  if (expected !== null && received < expected) {
    throw new DownloadFailure('offline', `The connection ended after ${received} of ${expected} bytes.`, { retry: true });
  }
}

async function checkRoom({ model, freeBytes }: FetchOptions, { totalBytes, startsAt }: OpenedDownload): Promise<void> {
  if (totalBytes !== null && model.bytes !== null && totalBytes !== model.bytes) {
    throw new DownloadFailure('size', `The file has ${totalBytes} bytes where ${model.bytes} are known: it is not the published one.`);
  }
  const wanted = totalBytes ?? model.bytes ?? maxBytes;
  if (wanted > maxBytes) throw new DownloadFailure('size', `The file has ${wanted} bytes; the most taken is ${maxBytes}.`);
  const free = await freeBytes().catch((error: unknown) => Promise.reject(storageFailure(error)));
  const needed = wanted - startsAt + reserveBytes;
  if (free < needed) {
    throw new DownloadFailure('disk_full', `${needed} bytes are needed (${reserveBytes} stay free for recordings), ${free} are free.`);
  }
}

/** Appends the body to the part; a connection that breaks leaves what came. */
async function copy({ model, part, signal, onProgress }: FetchOptions, { body, startsAt, totalBytes }: OpenedDownload): Promise<void> {
  const most = model.bytes ?? totalBytes ?? maxBytes;
  const file = await open(part.file, startsAt === 0 ? 'w' : 'a').catch((error: unknown) => Promise.reject(storageFailure(error)));
  let received = startsAt;
  try {
    for await (const chunk of chunks(body)) {
      received += chunk.length;
      if (received > most) throw new DownloadFailure('size', `The server sends more than the ${most} bytes of the file.`);
      await file.writeFile(chunk).catch((error: unknown) => Promise.reject(storageFailure(error)));
      onProgress(received, totalBytes);
    }
  } catch (error) {
    if (signal.aborted || error instanceof DownloadFailure) throw error;
    throw connectionFailure(new URL(model.url).host, error);
  } finally {
    await file.close();
  }
}

async function* chunks(body: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of body) if (Buffer.isBuffer(chunk)) yield chunk;
}
