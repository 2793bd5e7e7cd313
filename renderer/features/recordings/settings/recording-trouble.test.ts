import { expect, test } from 'vitest';
import type { RecordingDiskNotice, RecordingState } from '../../../../shared/schemas/recording.ts';
import { mayPutAway, recordingTrouble, troubleKey } from './recording-trouble.ts';

const nothing = { segments: 0, bytes: 0, upToMs: null, atMs: null };
const disk = (over: Partial<RecordingDiskNotice> = {}): RecordingDiskNotice => ({
  ...{ totalBytes: 100, freeBytes: 50, state: 'ok', freed: nothing },
  ...over,
});
const camera = (over: Partial<RecordingState> = {}): RecordingState => ({
  ...{ cameraId: 'a', recording: true, cause: null, sinceMs: 1, override: 'auto' },
  ...over,
});
const lost = { segments: 3, bytes: 9, upToMs: 5, atMs: 6 };

test('nothing is said while all is well, or before the station told', () => {
  expect(recordingTrouble([camera()], disk())).toBeNull();
  expect(recordingTrouble([], null)).toBeNull();
});

test('cameras that are offline or switched off are no trouble of the recorder', () => {
  const states = [camera({ recording: false, cause: 'camera_offline' }), camera({ recording: false, cause: 'recording_off' })];
  expect(recordingTrouble(states, disk())).toBeNull();
});

test('video that is being lost comes before everything else and names its cameras', () => {
  const states = [camera(), camera({ cameraId: 'b', recording: false, cause: 'write_failed' })];
  expect(recordingTrouble(states, disk({ state: 'full', freed: lost }))).toEqual({
    ...{ kind: 'failing', cause: 'write_failed', cameraIds: ['b'] },
  });
});

test.each([
  ['full', disk({ state: 'full', freed: lost })],
  ['lost', disk({ state: 'warning', freed: lost })],
  ['lost', disk({ state: 'ok', freed: lost })],
  ['warning', disk({ state: 'warning' })],
  ['unknown', disk({ state: 'unknown' })],
])('the disk: %s', (kind, notice) => {
  expect(recordingTrouble([camera()], notice)).toEqual({ kind });
});

test('what was put away comes back when more is lost, and a full disk cannot be put away', () => {
  const trouble = { kind: 'lost' } as const;
  expect(troubleKey(trouble, disk({ freed: lost }))).not.toBe(troubleKey(trouble, disk({ freed: { ...lost, segments: 4 } })));
  expect(mayPutAway(trouble)).toBe(true);
  expect(mayPutAway({ kind: 'full' })).toBe(false);
});
