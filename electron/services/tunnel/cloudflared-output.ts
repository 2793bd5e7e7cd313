/** What a line of cloudflared's log tells. */
export type CloudflaredNews = { readonly kind: 'address'; readonly url: string } | { readonly kind: 'problem'; readonly words: string };

/**
 * Reads one line of `cloudflared tunnel --url`. The address stands in a box of its own (`INF |  https://four-words.trycloudflare.com  |`);
 * the service's own `https://api.trycloudflare.com` stands in lines about failures and is no address of ours.
 */
export function readCloudflaredLine(line: string): CloudflaredNews | null {
  const url = /\|\s+(https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.trycloudflare\.com)\s+\|/.exec(line)?.[1];
  if (url && !url.startsWith('https://api.')) return { kind: 'address', url };
  const words = /(?:\b(?:ERR|FTL)\s+|^(?:failed to |error ))(.*)$/i.exec(line)?.[0];
  return words ? { kind: 'problem', words: words.replace(/\s+/g, ' ').trim().slice(0, 300) } : null;
}
