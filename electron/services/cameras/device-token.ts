import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A push camera's secret: shown once, kept as SHA-256 (hex). 256 random bits need no slow hash. */
export function createDeviceToken(): { readonly token: string; readonly hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: sha256(token).toString('hex') };
}

/** Compares in constant time; an unknown camera (null) takes as long as a wrong token. */
export function deviceTokenMatches(token: string, hash: string | null): boolean {
  const expected = hash === null ? Buffer.alloc(32) : Buffer.from(hash, 'hex');
  const matches = expected.length === 32 && timingSafeEqual(sha256(token), expected);
  return matches && hash !== null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
