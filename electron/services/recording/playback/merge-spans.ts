import type { Span } from '../find-gaps.ts';

/**
 * Joins spans that touch or are nearer to each other than `toleranceMs`.
 * @param spans in the order of their begin
 */
export function mergeSpans(spans: Iterable<Span>, toleranceMs: number): Span[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of spans) {
    const last = merged.at(-1);
    if (last && fromMs - last.toMs <= toleranceMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}
