/**
 * Why an attempt failed, for people: only what stands in the error's message, with the path, user and query of every address cut off
 * (Telegram's token is in the path).
 */
export function sendFailureWords(error: unknown): string {
  const message = error instanceof Error ? withCause(error) : String(error);
  const clean = message.replace(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s/@"']*@)?([^\s/?"']*)[^\s"']*/gi, '$1$3/…');
  return clean.slice(0, 500) || 'no reason was given';
}

/** `fetch failed` alone tells nobody anything: the reason is in its cause. */
function withCause({ message, cause }: Error): string {
  return cause instanceof Error && cause.message && !message.includes(cause.message) ? `${message}: ${cause.message}` : message;
}
