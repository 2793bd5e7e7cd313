import { createHash, randomBytes } from 'node:crypto';

/** A new access token: 256 random bits, base64url. */
export function newAccessToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: SHA-256, hex. Random tokens need no salt and no slow hash: there is nothing to guess. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
