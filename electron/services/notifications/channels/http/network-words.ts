const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'no machine of this name is known',
  EDNS: 'no machine of this name is known',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'no way to this address from here',
  ENETUNREACH: 'no way to this address from here',
  EADDRNOTAVAIL: 'no way to this address from here',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  EPRIVATE: 'the address lies on this machine or in the local network, which the settings do not allow',
};

/** A failure of the network in words. Never carries the error itself: some name the address, and an address may be a secret. */
export function networkWords(error: unknown): string {
  const code = codeOf(error);
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED|LEAF/.test(code)) return `its certificate is not trusted (${code})`;
  if (code.startsWith('HPE_')) return 'what answers there does not speak HTTP';
  return words[code] ?? `the connection failed${code ? ` (${code})` : ''}`;
}

/** The code may hide one or two causes down, or in the first of several attempts. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, cause } = error as Error & { code?: unknown };
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : codeOf(cause);
}
