import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { NowMs } from '../../clock.ts';
import { KeyedQueue } from '../../keyed-queue.ts';
import type { RemoteObject } from '../../store/remote-object-repository.ts';
import type { S3Client } from './s3-client.ts';
import { S3Failure } from './s3-failure.ts';

export interface RemoteCacheOptions {
  /** Of the cache alone; made when missing. */
  readonly folder: string;
  readonly nowMs: NowMs;
  /** Size it is kept below, but for files in use. */
  readonly mostBytes?: number;
}

/** A file that was asked for this lately may still be read. */
const inUseMs = 600_000;
/** What nobody asked for in a day goes: no copy outlives its recording by more. */
const keptMs = 86_400_000;
const sweepEveryMs = 3_600_000;

/** Recordings fetched from the archive, proven to be what was uploaded; the least recently asked for go first. Losing it costs only time. */
export class RemoteCache {
  readonly #options: Required<RemoteCacheOptions>;
  readonly #queue = new KeyedQueue();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RemoteCacheOptions) {
    this.#options = { mostBytes: 2 * 1024 ** 3, ...options };
  }

  /** Looks through what earlier lives left behind, and every hour. */
  start(): void {
    this.#timer = setInterval(() => void this.sweep(), sweepEveryMs);
    void this.sweep();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#closing.abort();
    await this.#queue.idle();
  }

  /** @returns the path of a local copy, or null when it would have to be fetched */
  async kept({ id, sha256, bytes }: RemoteObject): Promise<string | null> {
    const file = this.#file(id, sha256);
    const found = await stat(file).catch(() => null);
    if (found?.size !== bytes) return null;
    const now = new Date(this.#options.nowMs());
    await utimes(file, now, now).catch(() => undefined);
    return file;
  }

  /** One is fetched once, however many ask. @throws {S3Failure} {AppError} `unavailable` when it is not what was uploaded. */
  fetch(client: Pick<S3Client, 'get'>, object: RemoteObject): Promise<string> {
    return this.#queue.run(object.id, async () => (await this.kept(object)) ?? (await this.#download(client, object)));
  }

  async #download(client: Pick<S3Client, 'get'>, { id, sha256, bytes, objectKey }: RemoteObject): Promise<string> {
    const { signal } = this.#closing;
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    await this.sweep(bytes);
    const file = this.#file(id, sha256);
    const hash = createHash('sha256');
    let arrived = 0;
    const check = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        arrived += chunk.length;
        if (arrived > bytes) throw new S3Failure('changed', 'it is larger than what was uploaded');
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(await client.get(objectKey, signal), check, createWriteStream(`${file}.part`, { mode: 0o600 }), { signal });
      if (arrived < bytes) throw new S3Failure('unreachable', 'the answer ended early');
      if (hash.digest('hex') !== sha256) throw new S3Failure('changed', 'it is not what was uploaded');
      await rename(`${file}.part`, file);
      return file;
    } catch (error) {
      await rm(`${file}.part`, { force: true });
      if (signal.aborted) throw new AppError('unavailable', 'The station is being stopped.');
      throw error;
    }
  }

  /** Removes what nobody asked for lately, and the oldest of the rest until there is room for what comes. Never throws. */
  async sweep(comingBytes = 0): Promise<void> {
    const { folder, mostBytes, nowMs } = this.#options;
    const files: { file: string; size: number; mtimeMs: number }[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      const file = join(folder, name);
      const found = await stat(file).catch(() => null);
      if (found) files.push({ file, size: found.size, mtimeMs: found.mtimeMs });
    }
    let all = files.reduce((sum, { size }) => sum + size, comingBytes);
    for (const { file, size, mtimeMs } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      const ageMs = nowMs() - mtimeMs;
      if (ageMs < inUseMs || (all <= mostBytes && ageMs < keptMs)) break;
      await rm(file, { force: true }).catch(() => undefined);
      all -= size;
    }
  }

  #file(id: string, sha256: string): string {
    return join(this.#options.folder, `${id}-${sha256.slice(0, 16)}.mp4`);
  }
}
