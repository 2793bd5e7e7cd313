import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { RecordingLock } from '../store/recording-repository.ts';
import { codeOf, syncFolder } from './segment-disk.ts';

const fileSchema = z.object({
  version: z.literal(1),
  cameraIds: z.array(idSchema).max(1000),
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
});
const ending = '.json';

/** Locks beside the files that they keep, `.locks/<id>.json`: an index made anew from the files knows them again. */
export class LockFiles {
  readonly #folder: string;

  /** @param folder of the recordings */
  constructor(folder: string) {
    this.#folder = join(folder, '.locks');
  }

  /** Resolves when it survives a power failure. */
  async write({ id, ...stretch }: RecordingLock): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(id);
    const unfinished = `${file}.part`;
    const handle = await open(unfinished, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ version: 1, ...stretch })}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    await syncFolder(this.#folder);
  }

  async remove(id: string): Promise<void> {
    await rm(this.#fileOf(id), { force: true });
  }

  /** Ids of those there are, in no order. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
    const ids = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
    return ids.filter((id) => idSchema.safeParse(id).success);
  }

  /** @returns null for what is no lock of ours. @throws {Error} when the disk fails. */
  async read(id: string): Promise<RecordingLock | null> {
    const found = fileSchema.safeParse(jsonOf(await readFile(this.#fileOf(id), 'utf8')));
    if (!found.success) return null;
    const { version: _known, ...stretch } = found.data;
    return { id, ...stretch };
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${idSchema.parse(id)}${ending}`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
