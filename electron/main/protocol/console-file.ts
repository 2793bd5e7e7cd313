import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const typeByExtension: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.wasm': 'application/wasm',
};

export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads one file of the built console.
 * @param root folder of the built console.
 * @param pathname path part of the address, still percent-encoded.
 * @returns null for anything outside the folder (links included), of an unknown type, or not there.
 */
export async function readConsoleFile(root: string, pathname: string): Promise<ConsoleFile | null> {
  const relative = decode(pathname);
  if (relative === null) return null;
  const type = typeByExtension[extname(relative).toLowerCase()];
  if (!type) return null;
  try {
    const folder = await realpath(root);
    const file = await realpath(join(folder, relative));
    if (!file.startsWith(folder + sep) || !(await stat(file)).isFile()) return null;
    return { type, bytes: await readFile(file) };
  } catch {
    // Not there, or not readable by this user: the page gets 404 either way.
    return null;
  }
}

/** Null for broken encoding, and for what has no business in the address of a file: `..`, backslashes, drive letters, NUL. */
function decode(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname);
    if (/[\\:\0]/.test(path) || path.split('/').includes('..')) return null;
    return path === '/' ? 'index.html' : path;
  } catch {
    return null;
  }
}
