import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const compressible = /\.(js|css|html|svg|json|webmanifest)$/;
/** Smaller files fit one packet anyway. */
const leastBytes = 1024;

/** Lays a `.br` and a `.gz` beside every file that gets smaller by them: the station serves them without any work of its own. */
export function precompress(outDir: string): Plugin {
  return {
    name: 'sentra-precompress',
    apply: 'build',
    closeBundle: async () => {
      for (const entry of await readdir(outDir, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && compressible.test(entry.name)) await compressFile(join(entry.parentPath, entry.name));
      }
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const plain = await readFile(path);
  if (plain.length < leastBytes) return;
  const small = await brotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  await writeFile(`${path}.br`, small);
  await writeFile(`${path}.gz`, await zip(plain, { level: 9 }));
}
