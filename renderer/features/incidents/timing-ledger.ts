import type { IncidentTiming } from '../../../shared/schemas/incident.ts';

export interface TimingStep {
  readonly step: 'frame' | 'detected' | 'stored' | 'shown';
  readonly atMs: number | null;
  /** Since the step before; null for the first one and for what has not happened. */
  readonly tookMs: number | null;
}

/** How long each step of an alert took. */
export function timingLedger({ frameAtMs, detectedAtMs, storedAtMs, shownAtMs }: IncidentTiming): readonly TimingStep[] {
  return [
    { step: 'frame', atMs: frameAtMs, tookMs: null },
    { step: 'detected', atMs: detectedAtMs, tookMs: detectedAtMs - frameAtMs },
    { step: 'stored', atMs: storedAtMs, tookMs: storedAtMs - detectedAtMs },
    { step: 'shown', atMs: shownAtMs, tookMs: shownAtMs === null ? null : shownAtMs - storedAtMs },
  ];
}
