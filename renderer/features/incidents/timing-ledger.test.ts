import { expect, test } from 'vitest';
import { timingLedger } from './timing-ledger.ts';

const untold = { firstQueuedAtMs: null, acceptedAtMs: {}, firstTapAtMs: null };

test('each step is told with what it took since the one before', () => {
  const ledger = timingLedger({ frameAtMs: 1_000, detectedAtMs: 1_150, storedAtMs: 1_157, shownAtMs: 1_230, ...untold });
  expect(ledger.map(({ tookMs }) => tookMs)).toEqual([null, 150, 7, 73]);
});

test('what has not happened has no length', () => {
  const shown = timingLedger({ frameAtMs: 1_000, detectedAtMs: 1_150, storedAtMs: 1_157, shownAtMs: null, ...untold }).at(-1);
  expect(shown).toEqual({ step: 'shown', atMs: null, tookMs: null });
});
