import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const headSchema = z.object({ seq: z.number().int().min(1), hash: z.string().length(64) });
export type AuditHead = z.infer<typeof headSchema>;

/**
 * The last entry this station wrote, kept outside the database: a chain whose end was cut off still fits together, but lacks it.
 */
export class AuditHeadFile {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'audit.head');
  }

  /** @returns null when there is none, or none that can be read. */
  async read(): Promise<AuditHead | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      return headSchema.parse(JSON.parse(text));
    } catch {
      // Cut short by a crash in the middle of the very first write: the chain itself is still checked.
      return null;
    }
  }

  async write(head: AuditHead): Promise<void> {
    const unfinished = `${this.#file}.part`;
    await writeFile(unfinished, `${JSON.stringify(head)}\n`, { mode: 0o600 });
    await rename(unfinished, this.#file);
  }
}
