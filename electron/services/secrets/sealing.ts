import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';

/** Encrypts what must not lie readable in the database. `name` is bound in: a sealed value moved to another name does not open. */
export interface Sealing {
  /** @throws {AppError} `unavailable` without a key. */
  seal(name: string, plain: string): string;
  /** @throws {AppError} `unavailable`, saying whether the key is missing, another one, or the value was changed. */
  open(name: string, sealed: string): string;
}

/** `sealed:1:<key id>:<nonce>:<ciphertext and tag>`, the last three base64url. */
const format = /^sealed:1:([A-Za-z0-9_-]{8}):([A-Za-z0-9_-]{16}):([A-Za-z0-9_-]{22,})$/;
const algorithm = 'aes-256-gcm';
const tagBytes = 16;
export const keyBytes = 32;

/** True for text that `Sealing.seal` made, whatever its key. */
export function isSealed(text: string): boolean {
  return text.startsWith('sealed:1:');
}

/**
 * AES-256-GCM with a random 96-bit nonce a value: safe for far more values than a station will ever write (2^32 a key).
 * @param key 32 bytes. @see NIST SP 800-38D, 8.3
 */
export function createSealing(key: Uint8Array): Sealing {
  const keyId = createHash('sha256').update('sentra key id').update(key).digest().subarray(0, 6).toString('base64url');
  return {
    seal(name, plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `sealed:1:${keyId}:${nonce.toString('base64url')}:${sealed.toString('base64url')}`;
    },
    open(name, text) {
      const match = format.exec(text);
      if (!match?.[2] || !match[3]) throw changed(name);
      if (match[1] !== keyId) throw otherKey(name);
      return decrypt(key, name, Buffer.from(match[2], 'base64url'), Buffer.from(match[3], 'base64url'));
    },
  };
}

/** Stands in when the key cannot be had: everything says why. */
export function withoutKey(reason: string): Sealing {
  const refuse = (): never => {
    throw new AppError('unavailable', reason);
  };
  return { seal: refuse, open: refuse };
}

function decrypt(key: Uint8Array, name: string, nonce: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(name));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw changed(name, error);
  }
}

function otherKey(name: string): AppError {
  return new AppError(
    'unavailable',
    `The stored ${name} was sealed with another key than this station has: bring the old key back, or enter it again.`,
  );
}

function changed(name: string, cause?: unknown): AppError {
  return new AppError('unavailable', `The stored ${name} was damaged or changed from outside: enter it again.`, { cause });
}
