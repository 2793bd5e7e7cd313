import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { sha256Of, sha256OfFile } from '../../sha256.ts';
import { filesIn } from '../manifest.ts';
import type { ExportFiles } from './verify-export.ts';

/** An export that was unpacked. */
export function folderFiles(folder: string): ExportFiles {
  return {
    paths: () => filesIn(folder),
    async read(path, mostBytes) {
      if ((await stat(join(folder, path))).size > mostBytes) throw new Error(`${path} is too large`);
      return readFile(join(folder, path));
    },
    sha256: (path) => sha256OfFile(join(folder, path)),
  };
}

/** An export as it was fetched. @throws {Error} when it is no ZIP file. */
export async function zipFiles(file: string): Promise<ExportFiles & { close(): void }> {
  const zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  const entries = await entriesOf(zip).catch((error: unknown) => {
    zip.close();
    throw error;
  });
  const streamOf = async (path: string): Promise<Readable> => {
    const entry = entries.find(({ fileName }) => fileName === path);
    if (!entry) throw new Error(`${path} is missing`);
    return zip.openReadStreamPromise(entry);
  };
  return {
    paths: async () => entries.map(({ fileName }) => fileName).filter((name) => !name.endsWith('/')),
    async read(path, mostBytes) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of await streamOf(path)) {
        if (!Buffer.isBuffer(chunk)) continue;
        bytes += chunk.length;
        if (bytes > mostBytes) throw new Error(`${path} is too large`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
    sha256: async (path) => sha256Of(await streamOf(path)),
    close: () => zip.close(),
  };
}

/** Two entries of one name are refused: which of them a program unpacks is anybody's guess. */
async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  const names = new Set(entries.map(({ fileName }) => fileName));
  if (names.size < entries.length) throw new Error('the file holds two entries of one name');
  return entries;
}
