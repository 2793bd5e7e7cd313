import { shell } from 'electron';

/**
 * Which links may leave the app for the person's browser: https only, no credentials inside, an ordinary host name. Everything else
 * (file:, custom schemes, http) could start programs or leak, and is refused.
 */
export function isSafeExternalUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '' && url.hostname.includes('.');
}

/** Opens a checked link in the person's browser; refused links are dropped. @returns whether it was passed on. */
export function openExternal(address: string): boolean {
  if (!isSafeExternalUrl(address)) return false;
  void shell.openExternal(address);
  return true;
}
