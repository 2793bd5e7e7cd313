import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What of the program is data, not code. */
export interface StationFiles {
  /** Built console: `index.html` and what it loads. */
  readonly consoleDir: string;
  /** Bundled models with their manifest. */
  readonly modelsDir: string;
  readonly version: string;
}

/** @param root folder that holds package.json. */
export function stationFiles(root: string): StationFiles {
  const { version } = z.object({ version: z.string().max(40) }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return { consoleDir: join(root, 'renderer', 'dist'), modelsDir: join(root, 'models'), version };
}
