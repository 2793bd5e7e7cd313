/** Telegram's HTML knows these three; quotes matter in attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** At most `length` characters as Telegram counts them (UTF-16), escaped; never cuts a character in two. */
export function htmlOf(text: string, length: number): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  if (flat.length <= length) return escapeHtml(flat);
  const cut = flat.slice(0, length - 1);
  return escapeHtml(`${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`);
}
