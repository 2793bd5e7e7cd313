import { type RefObject, useEffect, useState } from 'react';

/** How long the wall makes do without boxes before it asks for analysed frames again. */
const reliefMs = 20_000;

/** How long analysed frames may stay away before every frame is shown instead; less than what makes a tile call itself silent. */
export const patienceMs = (analysisFps: number) => Math.max(1_500, 2_000 / analysisFps);

export interface StarvedFacts {
  /** Whether analysed frames are expected at all. */
  readonly expecting: boolean;
  readonly analysisFps: number;
  readonly drawnAtMs: RefObject<number | null>;
  readonly seenSinceMs: RefObject<number>;
  readonly nowMs: number;
}

/** True while a detector that cannot keep up, or hangs, would hold the live picture back. */
export function useStarved({ expecting, analysisFps, drawnAtMs, seenSinceMs, nowMs }: StarvedFacts): boolean {
  const [untilMs, setUntilMs] = useState(0);
  const starved = expecting && nowMs < untilMs;
  useEffect(() => {
    const lastMs = Math.max(drawnAtMs.current ?? 0, seenSinceMs.current);
    if (expecting && !starved && nowMs - lastMs > patienceMs(analysisFps)) setUntilMs(nowMs + reliefMs);
  }, [analysisFps, drawnAtMs, expecting, nowMs, seenSinceMs, starved]);
  return starved;
}
