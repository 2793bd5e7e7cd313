import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where the parts of the program lie that are data, not code. */
export interface StationFiles {
  /** Built console: `index.html` and what it loads. */
  readonly consoleDir: string;
  /** Bundled models with their manifest. */
  readonly modelsDir: string;
}

/** The source tree, or whatever folder holds package.json. */
export function stationFiles(root: string = join(import.meta.dirname, '..', '..', '..')): StationFiles {
  return { consoleDir: join(root, 'renderer', 'dist'), modelsDir: join(root, 'models') };
}

/** Version in package.json; `unknown` where it cannot be read. */
export function programVersion(root: string = join(import.meta.dirname, '..', '..', '..')): string {
  try {
    return z.object({ version: z.string().max(40) }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version;
  } catch {
    return 'unknown';
  }
}
