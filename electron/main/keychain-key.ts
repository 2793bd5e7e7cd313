import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../services/logging/logger.ts';
import {
  type KeySource,
  keyFile,
  keyFileName,
  keyOf,
  readKeyFile,
  wrappedKeyFileName,
  writeNewFile,
} from '../services/secrets/key-source.ts';
import { keyBytes } from '../services/secrets/sealing.ts';

/**
 * The station's key, wrapped by the keychain of whoever is logged in (Keychain, DPAPI, libsecret, KWallet). A data folder that a headless
 * station used before keeps its key file, and so does a desktop without a keychain.
 */
export function keychainKey(dataDir: string, log: Pick<Logger, 'warn'>): KeySource {
  const file = join(dataDir, wrappedKeyFileName);
  return {
    load() {
      const wrapped = readWrapped(file);
      if (wrapped) return unwrap(wrapped);
      const plain = readKeyFile(join(dataDir, keyFileName));
      if (plain) return plain;
      if (hasKeychain()) return makeWrapped(file);
      log.warn('this desktop has no keychain: the key of the stored secrets is kept in a file of the data folder');
      return keyFile(dataDir).load();
    },
  };
}

/** On Linux without a keychain Electron "encrypts" with a password that is in its source: a file for its owner only is the more honest. */
function hasKeychain(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

function makeWrapped(file: string): Uint8Array {
  const key = randomBytes(keyBytes);
  writeNewFile(file, safeStorage.encryptString(key.toString('base64')));
  return key;
}

function unwrap(wrapped: Buffer): Uint8Array {
  try {
    return keyOf(safeStorage.decryptString(wrapped), 'The keychain');
  } catch (error) {
    throw new AppError(
      'unavailable',
      'The keychain does not open the key of the stored secrets: log in as the user who set this station up, or enter the secrets again.',
      { cause: error },
    );
  }
}

function readWrapped(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('unavailable', `The file ${file} cannot be read.`, { cause: error });
  }
}
