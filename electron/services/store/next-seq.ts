let last = 0;

/**
 * A number that grows with every call of this process, and with time between processes: what is written later is ordered later.
 * Stations that share a database agree on the order as far as their clocks do.
 */
export function nextSeq(nowMs: number): number {
  last = Math.max(last + 1, nowMs * 1000);
  return last;
}
