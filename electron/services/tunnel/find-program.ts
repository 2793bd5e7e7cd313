import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** @returns path of a program that may be run: `given` when it is set (and then only that one), else the first on the PATH; or null. */
export async function findProgram(name: string, given: string | null, path: string): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const candidates = given
    ? [given]
    : path
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, file));
  for (const candidate of candidates) if (await isRunnable(candidate)) return candidate;
  return null;
}

async function isRunnable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
