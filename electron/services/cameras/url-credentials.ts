export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** User and password of an address, decoded; null when it has neither. */
export function urlCredentials(url: URL): Credentials | null {
  if (url.username === '' && url.password === '') return null;
  return { username: percentDecoded(url.username), password: percentDecoded(url.password) };
}

/** Decodes what can be decoded: people paste passwords with a lone per cent sign in them. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all.
    return text;
  }
}
