import { expect, test } from 'vitest';
import { timingLedger } from './timing-ledger.ts';

const untold = { firstQueuedAtMs: null, acceptedAtMs: {}, firstTapAtMs: null };

test('each step is told with what it took since the one before', () => {
  const ledger = timingLedger({ frameAtMs: 1_000, detectedAtMs: 1_150, storedAtMs: 1_157, shownAtMs: 1_230, ...untold });
  expect(ledger.map(({ tookMs }) => tookMs)).toEqual([null, 150, 7, 73]);
});

test('what has not happened has no length', () => {
  const shown = timingLedger({ frameAtMs: 1_000, detectedAtMs: 1_150, storedAtMs: 1_157, shownAtMs: null, ...untold }).at(-1);
  expect(shown).toEqual({ step: 'shown', channel: null, atMs: null, tookMs: null });
});

test('each channel that took the alert has its line, and so has the first answer', () => {
  const told = { firstQueuedAtMs: 1_156, acceptedAtMs: { telegram: 1_300, sms: 1_500 }, firstTapAtMs: 9_157 };
  const ledger = timingLedger({ frameAtMs: 1_000, detectedAtMs: 1_150, storedAtMs: 1_157, shownAtMs: null, ...told });
  expect(ledger.slice(4).map(({ step, channel, tookMs }) => [step, channel, tookMs])).toEqual([
    ['queued', null, 6],
    ['accepted', 'telegram', 144],
    ['accepted', 'sms', 344],
    ['tap', null, 8_000],
  ]);
});
