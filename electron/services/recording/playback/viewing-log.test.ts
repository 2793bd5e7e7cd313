import { expect, test } from 'vitest';
import type { Caller } from '../../../../shared/contract/dispatch.ts';
import { AppError } from '../../../../shared/errors.ts';
import { wholeReach } from '../../../../shared/schemas/user.ts';
import type { AuditEvent } from '../../audit/audit-log.ts';
import type { SegmentFile } from './outline-cache.ts';
import { withViewingLog } from './viewing-log.ts';

const hourMs = 3_600_000;
const noonMs = Date.UTC(2026, 4, 11, 12);
const who = (id: string): Caller => ({
  user: { id, username: id, role: 'viewer', reach: wholeReach, createdAtMs: 1 },
  ...{ sessionId: null, address: '10.0.0.9' },
});

/** Segments are named by the minute they begin in; `hidden` is out of reach. */
function stage(isFailing = () => false) {
  const written: AuditEvent[] = [];
  const clock = { nowMs: noonMs + 48 * hourMs };
  const complaints: string[] = [];
  const video = withViewingLog({
    video: {
      segmentFile: async (id) => {
        if (id === 'hidden') throw new AppError('not_found', 'There is no such recording.');
        return { segment: { cameraId: 'gate', startMs: noonMs + Number(id) * 60_000 }, path: '/x' } as SegmentFile;
      },
      piece: async (_cameraId, { atMs }) => (atMs < noonMs ? null : ({ piece: { fromMs: atMs - 1_000 }, bytes: Buffer.alloc(1) } as never)),
      preview: async (_cameraId, atMs) => ({ atMs, jpeg: Buffer.alloc(1) }) as never,
    },
    audit: { record: async (event) => (isFailing() ? Promise.reject(new Error('no database')) : void written.push(event)) },
    log: { error: (_facts: unknown, words?: string) => void complaints.push(words ?? '') },
    nowMs: () => clock.nowMs,
  });
  return { video, written, clock, complaints };
}

test('an hour of video of a camera is noted once a person and day, however many pieces are asked for', async () => {
  const { video, written, clock } = stage();
  for (const id of ['0', '0', '1', '59', '60']) await video.segmentFile(id, who('anna'));
  await video.segmentFile('0', who('budi'));
  const seen = written.map(({ user, target, details }) => [user?.username, target, (Number(details?.fromMs) - noonMs) / hourMs]);
  expect(seen).toEqual([
    ['anna', 'gate', 0],
    ['anna', 'gate', 1],
    ['budi', 'gate', 0],
  ]);
  expect(written[0]).toMatchObject({ action: 'recordings.view', address: '10.0.0.9', outcome: 'done' });
  clock.nowMs += 24 * hourMs;
  await video.segmentFile('0', who('anna'));
  expect(written).toHaveLength(4);
});

test('pieces count as the files that they are of, and where nothing is recorded nobody looked at anything', async () => {
  const { video, written } = stage();
  const piece = (atMs: number) => video.piece('gate', { atMs, lengthMs: 0, everyMs: 0, after: null }, who('anna'));
  for (const minute of [-90, 5, 6]) await piece(noonMs + minute * 60_000);
  await video.segmentFile('0', who('anna'));
  expect(written.map(({ action, details }) => [action, Number(details?.fromMs)])).toEqual([['recordings.view', noonMs]]);
});

test('scrubbing over a day is one entry', async () => {
  const { video, written } = stage();
  for (let hour = 0; hour < 11; hour += 1) await video.preview('gate', noonMs + hour * hourMs, who('anna'));
  expect(written.map(({ action }) => action)).toEqual(['recordings.preview']);
});

test('what is not shown is not noted, and an entry that could not be written is tried with the next piece', async () => {
  let isFailing = true;
  const { video, written, complaints } = stage(() => isFailing);
  await expect(video.segmentFile('hidden', who('anna'))).rejects.toThrow('no such recording');
  await video.segmentFile('0', who('anna'));
  await expect.poll(() => complaints).toHaveLength(1);
  isFailing = false;
  await video.segmentFile('0', who('anna'));
  expect(written).toHaveLength(1);
});
