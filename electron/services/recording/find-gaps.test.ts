import { expect, test } from 'vitest';
import type { GapCause } from '../../../shared/schemas/recording.ts';
import { findGaps } from './find-gaps.ts';

const hour = { fromMs: 0, toMs: 3_600_000 };
const span = (fromS: number, toS: number) => ({ fromMs: fromS * 1000, toMs: toS * 1000 });
const note = (cause: GapCause, fromS: number, toS: number | null) => ({
  ...{ id: `${cause}-${fromS}`, cameraId: 'gate', cause, fromMs: fromS * 1000, toMs: toS === null ? null : toS * 1000 },
});
const found = (...args: [Parameters<typeof findGaps>[1], Parameters<typeof findGaps>[2]]) =>
  findGaps('gate', ...args, hour).map(({ cause, fromMs, toMs }) => [cause, fromMs / 1000, toMs / 1000]);

test('where there is video there is no gap, whatever was noted', () => {
  expect(found([span(0, 3600)], [note('camera_offline', 10, 20)])).toEqual([]);
});

test('a moment between two files is none', () => {
  expect(found([span(0, 60), span(61, 3600)], [])).toEqual([]);
});

test('each part of a gap has its own cause, a later note wins over an earlier one', () => {
  const notes = [note('no_event', 100, 500), note('station_stopped', 300, 400), note('camera_offline', 500, null)];
  expect(found([span(0, 100), span(700, 3600)], notes)).toEqual([
    ['no_event', 100, 300],
    ['station_stopped', 300, 400],
    ['no_event', 400, 500],
    ['camera_offline', 500, 700],
  ]);
});

test('what nobody noted is unknown, what was before everything was off', () => {
  expect(found([span(600, 700)], [note('no_event', 800, 900)])).toEqual([
    ['recording_off', 0, 600],
    ['unknown', 700, 800],
    ['no_event', 800, 900],
    ['unknown', 900, 3600],
  ]);
});
