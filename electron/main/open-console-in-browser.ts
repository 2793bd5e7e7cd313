import { shell } from 'electron';

/** Opens the station's own address: the one http address the shell ever hands to the system, and it comes from the station itself. */
export function openConsoleInBrowser(address: string | null): void {
  const url = address === null ? null : URL.parse(address);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') void shell.openExternal(url.href);
}
