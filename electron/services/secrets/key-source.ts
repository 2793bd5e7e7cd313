import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { keyBytes } from './sealing.ts';

/** Where the key of the sealed values comes from. */
export interface KeySource {
  /** The 32 bytes; made at the first call. @throws {AppError} `unavailable`, in words, when it cannot be had. */
  load(): Uint8Array;
}

/** The key in the data folder, base64, readable by its owner only. */
export const keyFileName = 'secret.key';
/** The key wrapped by the desktop's keychain; see `electron/main/keychain-key.ts`. */
export const wrappedKeyFileName = 'secret.key.wrapped';

/**
 * A key file of mode 0600 in the data folder: for a station without a keychain. Whoever reads both the database and this file reads the
 * secrets; keep them out of the same backup.
 */
export function keyFile(dataDir: string): KeySource {
  const file = join(dataDir, keyFileName);
  return {
    load() {
      const stored = readKeyFile(file);
      if (stored) return stored;
      if (exists(join(dataDir, wrappedKeyFileName)))
        throw new AppError(
          'unavailable',
          'The key of this data folder is in the keychain of the desktop app: start the desktop app, or set SENTRA_SECRET_KEY.',
        );
      return makeKeyFile(file);
    },
  };
}

/** A key given by the environment (`SENTRA_SECRET_KEY`): for stations that share a database, and for machines with a vault. */
export function givenKey(text: string): KeySource {
  return { load: () => keyOf(text, 'SENTRA_SECRET_KEY') };
}

/** @returns null when there is no such file. @throws {AppError} `unavailable` when it holds no key. */
export function readKeyFile(file: string): Uint8Array | null {
  let text: string;
  try {
    // A file restored from a backup may have lost its mode.
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('unavailable', `The key file ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, {
      cause: error,
    });
  }
  return keyOf(text, `The key file ${file}`);
}

function makeKeyFile(file: string): Uint8Array {
  const key = randomBytes(keyBytes);
  writeNewFile(file, `${key.toString('base64')}\n`);
  return key;
}

/** Writes a file that must not exist yet, for its owner only, down to the disk: a key that is lost in a power cut takes every value with it. */
export function writeNewFile(file: string, content: string | Uint8Array): void {
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      if (typeof content === 'string') writeSync(handle, content);
      else writeSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new AppError('unavailable', `The key file ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, {
      cause: error,
    });
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** @throws {AppError} `unavailable` when the text is no key. */
export function keyOf(text: string, what: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== keyBytes) throw new AppError('unavailable', `${what} holds no key: it must be ${keyBytes} bytes in base64.`);
  return key;
}
