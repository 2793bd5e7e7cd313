import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './segment-disk.ts';

/** A file whose time says when the station last ran: how a stretch without power or after a kill is told from any other gap. */
export class LifeSign {
  readonly #file: string;

  /** @param folder of the recordings */
  constructor(folder: string) {
    this.#file = join(folder, '.alive');
  }

  /** @returns null when the station never ran with this folder. */
  async lastMs(): Promise<number | null> {
    try {
      return Math.round((await stat(this.#file)).mtimeMs);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** To be called every second or two. Needs no space on the disk once the file is there. */
  async give(nowMs: number): Promise<void> {
    const seconds = nowMs / 1000;
    await utimes(this.#file, seconds, seconds).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      await writeFile(this.#file, '');
      await utimes(this.#file, seconds, seconds);
    });
  }
}
