/** A one-time link that was opened: what it is for, and its secret part. */
export interface OpenedLink {
  readonly kind: 'join' | 'reset';
  readonly token: string;
}

/** Reads `#/join/<token>` and `#/reset/<token>`; null for every other address. */
export function linkOf(hash: string): OpenedLink | null {
  const [, kind, token] = /^#\/(join|reset)\/([A-Za-z0-9_-]{20,200})$/.exec(hash) ?? [];
  return (kind === 'join' || kind === 'reset') && token ? { kind, token } : null;
}

/** Takes the secret out of the address bar and the history, and goes to the console. */
export function leaveLink(): void {
  window.history.replaceState(null, '', window.location.pathname);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
