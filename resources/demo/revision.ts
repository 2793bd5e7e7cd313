import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A short name for how the scenes are drawn: changes with any file of the renderer, so that old clips are drawn anew. */
export function demoRevision(): string {
  const hash = createHash('sha256');
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.[tj]s$/.test(file));
  for (const file of files.sort()) hash.update(file.replaceAll('\\', '/')).update(readFileSync(path.join(import.meta.dirname, file)));
  return hash.digest('hex').slice(0, 12);
}
