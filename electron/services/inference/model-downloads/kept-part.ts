import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ResumePoint } from './open-download.ts';

const noteSchema = z.object({ url: z.string().max(300), etag: z.string().max(300).nullable() });

/** The begun file of one model and the note of where it came from, so that the next try, even of the next start, can go on. */
export class KeptPart {
  readonly file: string;
  readonly #noteFile: string;
  readonly #url: string;
  /** Without a validator going on is safe only where the whole is checked against a known hash. */
  readonly #hashKnown: boolean;

  constructor(file: string, url: string, hashKnown: boolean) {
    this.file = file;
    this.#noteFile = `${file}.note`;
    this.#url = url;
    this.#hashKnown = hashKnown;
  }

  /** From where a download may go on; zero bytes where nothing usable is here. */
  async resumePoint(): Promise<ResumePoint> {
    const [bytes, note] = await Promise.all([this.bytes(), this.#note()]);
    if (note?.url !== this.#url || (note.etag === null && !this.#hashKnown)) return { bytes: 0, etag: null };
    return { bytes, etag: note.etag };
  }

  async bytes(): Promise<number> {
    return stat(this.file).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** Notes what a begun download can be continued by. */
  async begin(etag: string | null): Promise<void> {
    await writeFile(this.#noteFile, JSON.stringify({ url: this.#url, etag }));
  }

  async remove(): Promise<void> {
    await Promise.all([rm(this.file, { force: true }), rm(this.#noteFile, { force: true })]);
  }

  async #note(): Promise<z.infer<typeof noteSchema> | null> {
    try {
      return noteSchema.parse(JSON.parse(await readFile(this.#noteFile, 'utf8')));
    } catch {
      // None, or a broken one: the download begins anew.
      return null;
    }
  }
}
