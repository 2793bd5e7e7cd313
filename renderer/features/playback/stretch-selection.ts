/** A stretch of time that somebody chose; Unix milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is chosen when only one end was set: somebody who marks a moment wants a little of it. */
const usualMs = 30_000;

/** Puts one end where `atMs` is. An end that comes before its begin takes the begin along, and the other way round. */
export function withEnd(selection: Stretch | null, end: 'from' | 'to', atMs: number): Stretch {
  const at = Math.round(atMs);
  if (end === 'from') return { fromMs: at, toMs: selection && selection.toMs > at ? selection.toMs : at + usualMs };
  const fromMs = selection && selection.fromMs < at ? selection.fromMs : Math.max(0, at - usualMs);
  return { fromMs, toMs: Math.max(at, fromMs + 1_000) };
}
