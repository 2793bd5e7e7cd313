import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import SqliteFile from 'better-sqlite3';
import { timelineSchema } from '../shared/schemas/recording.ts';
import { dayMs } from '../electron/services/clock.ts';
import { SpanBook } from '../electron/services/recording/playback/span-book.ts';
import { readTimeline } from '../electron/services/recording/playback/timeline.ts';
import { openStore } from '../electron/services/store/store.ts';
import { atMost, type Bench } from './bench.ts';
import { percentile } from './measure/summary.ts';

const cameras = Array.from({ length: 16 }, (_, index) => `camera-${index}`);
const days = 30;
const segmentMs = 60_000;
const startMs = 20_000 * dayMs;
const toMs = startMs + days * dayMs;
const rounds = 20;

/** The timeline of a month of sixteen cameras, from an index of 690 000 files with holes in it. */
export const timelineBench: Bench = {
  name: 'timeline',
  about: `timeline of ${days} days x ${cameras.length} cameras, answer checked by its schema: first look, and every later one`,
  async run({ say }) {
    const folder = mkdtempSync(join(tmpdir(), 'sentra-bench-timeline-'));
    const file = join(folder, 'sentra.db');
    const store = await openStore({ file });
    try {
      const rows = fill(file);
      say(`${rows} files are in the index`);
      const spans = new SpanBook(store.recordings);
      const recorder = { openSegments: () => [], isRecording: () => false, settled: async () => undefined };
      const parts = { recorder, spans, gaps: store.recordings, marks: store.incidentMarks, nowMs: () => toMs };
      const look = async () => {
        const began = performance.now();
        const resolutionMs = Math.floor((days * dayMs) / 1_000);
        const timeline = timelineSchema.parse(await readTimeline(parts, { cameraIds: cameras, fromMs: startMs, toMs, resolutionMs }));
        if (timeline.cameras.some((line) => line.gaps.length === 0)) throw new Error('a hole is missing');
        return performance.now() - began;
      };
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const first = await look();
      delay.disable();
      const later: number[] = [];
      for (let round = 0; round < rounds; round += 1) later.push(await look());
      const p95 = percentile(later, 0.95);
      return {
        rows: [
          { metric: 'files in the index', value: rows, unit: '' },
          { metric: 'first look, nothing read beforehand', value: first, unit: 'ms' },
          { metric: 'longest hold of the event loop meanwhile', value: delay.max / 1e6, unit: 'ms' },
          { metric: 'later looks p50', value: percentile(later, 0.5), unit: 'ms' },
          { metric: 'later looks p95', value: p95, unit: 'ms', target: atMost(p95, 200, 'ms') },
        ],
        notes: ['a station reads the last 31 days of its cameras beforehand as it starts, so that a person sees the later looks'],
      };
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Files of a minute, with holes of three hours every other day, each with its cause. @returns how many files */
function fill(file: string): number {
  const database = new SqliteFile(file);
  const segment = database.prepare(
    `insert into recording_segments (id, camera_id, path, start_ms, end_ms, bytes, codec, width, height, locked, tier, open)
     values (?, ?, ?, ?, ?, 9000000, 'avc1.640028', 1920, 1080, 0, 'full', 0)`,
  );
  const gap = database.prepare(`insert into recording_gaps (id, camera_id, from_ms, to_ms, cause) values (?, ?, ?, ?, 'camera_offline')`);
  let count = 0;
  database.transaction(() => {
    for (const camera of cameras) {
      for (let atMs = startMs; atMs < toMs; atMs += segmentMs) {
        const [day, hour] = [Math.floor((atMs - startMs) / dayMs), Math.floor((atMs % dayMs) / 3_600_000)];
        const isHole = day % 2 === 1 && hour >= 3 && hour < 6;
        if (isHole && atMs % dayMs === 3 * 3_600_000) gap.run(`g${camera}-${day}`, camera, atMs, atMs + 3 * 3_600_000);
        if (isHole) continue;
        count += 1;
        segment.run(`s${count}`, camera, `${camera}/${atMs}.mp4`, atMs, atMs + segmentMs);
      }
    }
  })();
  database.close();
  return count;
}
