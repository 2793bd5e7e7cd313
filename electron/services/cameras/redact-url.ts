import { percentDecoded } from './url-credentials.ts';

const hidden = '***';
const secretParameter = /([?&;](?:[^=&;#]*(?:pass|pwd|pas|token|secret|key|auth|user|usr|login)[^=&;#]*)=)[^&;#\s"']+/gi;
/** Greedy up to the last `@` before the path: passwords with an `@` in them are common, however wrong. */
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;

/** The address as people may see it: user, password and secret-looking query values replaced by `***`. */
export function redactUrl(url: string): string {
  return url.replace(userInfo, `$1${hidden}:${hidden}@`).replace(secretParameter, `$1${hidden}`);
}

/** Takes the secrets of `url`, and of any other address in it, out of a line of text, such as what ffmpeg prints. */
export function redactText(text: string, url: string): string {
  let clean = text.split(url).join(redactUrl(url));
  for (const secret of secretsOf(url)) clean = clean.split(secret).join(hidden);
  return redactUrl(clean);
}

/** True when the text holds a place where a secret was hidden. */
export function isRedacted(url: string): boolean {
  return url.includes(`${hidden}:${hidden}@`) || url.includes(`=${hidden}`);
}

/**
 * The address to store after a person sent back `edited`, which may still carry the `***` they were shown: unchanged hiding places
 * are filled from `stored`, as long as the secret would go to the very same host and port.
 * @returns null when a hidden secret is asked to go to another host: the person has to type it again.
 */
export function restoreSecrets(edited: string, stored: string): string | null {
  if (edited === redactUrl(stored)) return stored;
  if (!isRedacted(edited)) return edited;
  const next = URL.parse(edited);
  const previous = URL.parse(stored);
  if (!next || !previous || next.host !== previous.host || next.protocol !== previous.protocol) return null;
  if (next.username === hidden && next.password === hidden) {
    next.username = previous.username;
    next.password = previous.password;
  }
  for (const [name, value] of next.searchParams) {
    if (value === hidden) next.searchParams.set(name, previous.searchParams.get(name) ?? '');
  }
  return next.href;
}

/** Three characters and fewer are left alone: hiding every "abc" would make messages unreadable and hide nothing. */
function secretsOf(url: string): string[] {
  const password = URL.parse(url)?.password ?? '';
  return [...new Set([password, percentDecoded(password)])].filter((text) => text.length > 3);
}
