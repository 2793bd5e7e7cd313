import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PictureCacheOptions {
  /** Of the cache alone; made when missing. */
  readonly folder: string;
  /** Pictures kept; about 10 kB each. */
  readonly most?: number;
  /** So that little outlives the recording it was made from. */
  readonly keptMs?: number;
  readonly nowMs: () => number;
}

/** Small pictures on the disk, the least recently made go first. Losing it costs nothing but the time to make them again. */
export class PictureCache {
  readonly #options: Required<PictureCacheOptions>;
  /** Name → when it was made, oldest first. */
  #madeAt: Map<string, number> | null = null;

  constructor(options: PictureCacheOptions) {
    this.#options = { most: 5_000, keptMs: 86_400_000, ...options };
  }

  /** @param name letters, digits, `-` and `_` */
  async get(name: string): Promise<Buffer | null> {
    return readFile(this.#file(name)).catch(() => null);
  }

  async put(name: string, jpeg: Buffer): Promise<void> {
    const { folder, nowMs } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const madeAt = await this.#known();
    const part = `${this.#file(name)}.part`;
    await writeFile(part, jpeg, { mode: 0o600 });
    await rename(part, this.#file(name));
    madeAt.delete(name);
    madeAt.set(name, nowMs());
    await this.sweep();
  }

  /** Removes what is too old or too much. */
  async sweep(): Promise<void> {
    const { most, keptMs, nowMs } = this.#options;
    const madeAt = await this.#known();
    for (const [name, atMs] of [...madeAt]) {
      if (madeAt.size <= most && nowMs() - atMs < keptMs) break;
      madeAt.delete(name);
      await rm(this.#file(name), { force: true });
    }
  }

  #file(name: string): string {
    if (!/^[\w-]{1,120}$/.test(name)) throw new Error('no name of a picture');
    return join(this.#options.folder, `${name}.jpg`);
  }

  async #known(): Promise<Map<string, number>> {
    if (this.#madeAt) return this.#madeAt;
    const { folder } = this.#options;
    const found: [string, number][] = [];
    for (const file of await readdir(folder).catch(() => [])) {
      const made = await stat(join(folder, file)).catch(() => null);
      if (!file.endsWith('.jpg')) await rm(join(folder, file), { force: true, recursive: true });
      else if (made) found.push([file.slice(0, -4), made.mtimeMs]);
    }
    this.#madeAt ??= new Map(found.sort((a, b) => a[1] - b[1]));
    return this.#madeAt;
  }
}
