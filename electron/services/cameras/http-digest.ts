import { createHash, randomBytes } from 'node:crypto';

/** What a request has to prove. `uri` is path and query as they stand in the request line. */
export interface DigestRequest {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
}

/**
 * Answers a `WWW-Authenticate: Digest` challenge, as most IP cameras send it.
 * @param makeCnonce replaced in tests
 * @returns the Authorization header; null when there is no Digest challenge or one of an unknown kind.
 * @see RFC 7616
 */
export function digestAuthorization(
  challengeHeader: string,
  request: DigestRequest,
  makeCnonce: () => string = () => randomBytes(8).toString('hex'),
): string | null {
  const challenge = parseChallenge(challengeHeader);
  const realm = challenge.get('realm');
  const nonce = challenge.get('nonce');
  const algorithm = challenge.get('algorithm') ?? 'MD5';
  const hash = hashOf(algorithm);
  if (realm === undefined || nonce === undefined || !hash) return null;
  const { username, password, method, uri } = request;
  const cnonce = makeCnonce();
  const secret = hash(`${username}:${realm}:${password}`);
  const ha1 = /-sess$/i.test(algorithm) ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = hash(`${method}:${uri}`);
  const withQop = (challenge.get('qop') ?? '').split(/\s*,\s*/).includes('auth');
  const response = hash(withQop ? `${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`);
  const quoted = { username, realm, nonce, uri, response, ...(challenge.has('opaque') ? { opaque: challenge.get('opaque') } : {}) };
  const parts = Object.entries(quoted).map(([name, value]) => `${name}="${escaped(value ?? '')}"`);
  const proof = withQop ? ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`] : [];
  return `Digest ${[...parts, `algorithm=${algorithm}`, ...proof].join(', ')}`;
}

/** Parameters of the first Digest challenge; several challenges may stand in one header. */
function parseChallenge(header: string): Map<string, string> {
  const found = new Map<string, string>();
  const start = header.search(/\bdigest\s/i);
  if (start < 0) return found;
  const text = header.slice(start + 'digest '.length, start + 4096);
  for (const [, name = '', quoted, bare] of text.matchAll(/([a-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return found;
}

function hashOf(algorithm: string): ((text: string) => string) | null {
  const name = { md5: 'md5', 'sha-256': 'sha256' }[algorithm.toLowerCase().replace(/-sess$/, '')];
  return name === undefined ? null : (text) => createHash(name).update(text).digest('hex');
}

function escaped(value: string): string {
  return value.replace(/["\\]/g, '\\$&');
}
