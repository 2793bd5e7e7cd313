import { randomUUID } from 'node:crypto';
import type { Segment } from '../../../shared/schemas/recording.ts';
import type { NowMs } from '../clock.ts';
import type { Beside, RecordingRepository, SegmentRecord, Stretch } from '../store/recording-repository.ts';
import type { RetryQueue } from './retry-queue.ts';
import type { LiveSegment } from './segment-writer.ts';

export interface RecordingIndexOptions {
  readonly repository: RecordingRepository;
  readonly queue: RetryQueue;
  readonly nowMs: NowMs;
}

interface Entry {
  readonly id: string;
  readonly cameraId: string;
  readonly live: LiveSegment;
  writtenAtMs: number;
}

/** A row is brought up to date this often while its file grows; who asks is told the newest anyway. */
const rewriteMs = 5_000;

/** Which segments there are: the rows of the database, and what is newer than them of the files being written now. */
export class RecordingIndex {
  readonly #options: RecordingIndexOptions;
  readonly #open = new Map<string, Entry>();

  constructor(options: RecordingIndexOptions) {
    this.#options = options;
  }

  /** True for a file that is being written. */
  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  opened(cameraId: string, live: LiveSegment): void {
    const { queue, repository, nowMs } = this.#options;
    const entry = { id: randomUUID(), cameraId, live, writtenAtMs: nowMs() };
    this.#open.set(live.path, entry);
    const row = recordOf(entry);
    queue.add(() => repository.insert(row));
  }

  grown(live: LiveSegment): void {
    const { queue, repository, nowMs } = this.#options;
    const entry = this.#open.get(live.path);
    if (!entry || nowMs() - entry.writtenAtMs < rewriteMs) return;
    entry.writtenAtMs = nowMs();
    const { endMs, bytes } = live;
    queue.add(() => repository.change(entry.id, { endMs, bytes }));
  }

  closed(live: LiveSegment): void {
    const { queue, repository } = this.#options;
    const entry = this.#open.get(live.path);
    if (!entry) return;
    const { endMs, bytes } = live;
    queue.add(async () => {
      await repository.change(entry.id, { endMs, bytes, open: false });
      this.#open.delete(live.path);
    });
  }

  /** @returns null for an unknown id; of a file being written what is on the disk now. */
  async get(id: string): Promise<SegmentRecord | null> {
    const open = this.openNow().find((record) => record.id === id);
    return open ?? this.#options.repository.get(id);
  }

  /** @see RecordingRepository.beside */
  async beside(cameraId: string, atMs: number): Promise<Beside> {
    const rows = await this.#options.repository.beside(cameraId, atMs);
    const now = this.openNow().filter((record) => record.cameraId === cameraId);
    // Rows of files being written are behind them, or not there yet.
    const newest = (row: SegmentRecord | null) => now.find(({ id }) => id === row?.id) ?? row;
    const later = (a: SegmentRecord | null, b: SegmentRecord) => (a && a.startMs >= b.startMs ? a : b);
    const sooner = (a: SegmentRecord | null, b: SegmentRecord) => (a && a.startMs <= b.startMs ? a : b);
    return {
      before: now.filter(({ startMs }) => startMs <= atMs).reduce(later, newest(rows.before)),
      after: now.filter(({ startMs }) => startMs > atMs).reduce(sooner, newest(rows.after)),
    };
  }

  /** The files being written now, as far as they got. */
  openNow(): SegmentRecord[] {
    return [...this.#open.values()].map((entry) => recordOf(entry));
  }

  /** @see RecordingRepository.within */
  async within(stretch: Stretch, limit: number): Promise<SegmentRecord[]> {
    const rows = await this.#options.repository.within(stretch, limit);
    const known = new Set(rows.map(({ id }) => id));
    const now = this.openNow();
    const newest = new Map(now.map((record) => [record.id, record]));
    const fresh = rows.map((row) => {
      const record = newest.get(row.id);
      return record ? { ...row, endMs: record.endMs, bytes: record.bytes } : row;
    });
    const unwritten = now.filter((record) => !known.has(record.id) && touches(record, stretch));
    return [...fresh, ...unwritten].sort((a, b) => a.startMs - b.startMs).slice(0, limit);
  }
}

function touches({ cameraId, startMs, endMs }: Segment, { cameraIds, fromMs, toMs }: Stretch): boolean {
  return startMs < toMs && endMs > fromMs && (cameraIds === null || cameraIds.includes(cameraId));
}

function recordOf({ id, cameraId, live }: Entry): SegmentRecord {
  const { path, startMs, endMs, bytes, track } = live;
  const { codec, width, height } = track;
  return { id, cameraId, path, startMs, endMs, bytes, codec, width, height, locked: false, tier: 'full', open: true };
}
