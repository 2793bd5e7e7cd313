import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Photos of incidents as files: `<folder>/YYYY/MM/DD/<incidentId>.jpg`, days in UTC. */
export class PhotoStore {
  readonly #folder: string;
  readonly #madeFolders = new Set<string>();

  /** @param folder absolute; made with the first photo. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes the photo so that it is either there whole or not at all, also after a power cut: temporary file, fsync, rename.
   * @returns its path inside the folder, with forward slashes.
   */
  async save(incidentId: string, jpeg: Uint8Array, atMs: number): Promise<string> {
    const path = `${dayFolder(atMs)}/${incidentId}.jpg`;
    const file = join(this.#folder, path);
    await this.#makeFolder(dirname(file));
    const unfinished = `${file}.part`;
    try {
      await writeDurably(unfinished, jpeg);
      await rename(unfinished, file);
    } catch (error) {
      this.#madeFolders.clear();
      await rm(unfinished, { force: true });
      throw error;
    }
    return path;
  }

  /** Absolute path of a saved photo, or null when the file is gone. */
  async find(path: string): Promise<string | null> {
    const file = join(this.#folder, path);
    try {
      return (await stat(file)).isFile() ? file : null;
    } catch {
      // Deleted by hand or by retention, or the disk is away: either way there is nothing to show.
      return null;
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#madeFolders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#madeFolders.add(folder);
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function dayFolder(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '/');
}
