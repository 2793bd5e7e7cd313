import { createHash, createHmac, randomBytes } from 'node:crypto';

/** An access token and the refresh token that goes with it. */
export interface TokenPair {
  readonly access: string;
  readonly refresh: string;
}

/** A new secret: 256 random bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: SHA-256, hex. Random tokens need no salt and no slow hash: there is nothing to guess. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The pair that a refresh token is exchanged for. It is computed, not drawn, so that the same token asked with twice (a reply that was
 * lost, two tabs at once) leads to the same pair although the station keeps only hashes. Neither the seed, which the station keeps, nor
 * the token, which the client keeps, makes it alone.
 */
export function nextPair(seed: string, refresh: string): TokenPair {
  const derive = (purpose: string) => createHmac('sha256', seed).update(`${purpose} ${refresh}`).digest('base64url');
  return { access: derive('access'), refresh: derive('refresh') };
}
