import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { type GapCause, gapCauseSchema, segmentSchema } from '../../../shared/schemas/recording.ts';
import type { Database } from './database.ts';
import { type GapRepository, gapRepository } from './recording-gap-repository.ts';

/** A segment with the path of its file inside the folder of recordings, forward slashes. */
export const segmentRecordSchema = segmentSchema.extend({ path: z.string().min(1).max(400) });
export type SegmentRecord = z.infer<typeof segmentRecordSchema>;

const flag = z.number().transform((value) => value !== 0);
const rowSchema = segmentRecordSchema.extend({ locked: flag, open: flag });

/** A stretch of time on some cameras; null = on all. Half open: `fromMs` belongs to it, `toMs` does not. */
export interface Stretch {
  readonly cameraIds: readonly string[] | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch that is kept, and what for. */
export interface RecordingLock extends Stretch {
  readonly id: string;
  readonly cameraIds: readonly string[];
}

/** Which segments may go first. */
export interface OldestFilter {
  readonly cameraId?: string;
  /** Only those that ended before. */
  readonly endedBeforeMs?: number;
  /** Only those with a copy in this place of the S3-compatible archive. */
  readonly storedIn?: string;
  readonly limit: number;
}

export interface CameraUsage {
  readonly cameraId: string;
  readonly bytes: number;
  readonly oldestMs: number;
}

export interface Beside {
  readonly before: SegmentRecord | null;
  readonly after: SegmentRecord | null;
}

/** The index of recorded video. */
export interface RecordingRepository extends GapRepository {
  insert(segment: SegmentRecord): Promise<void>;
  change(
    id: string,
    change: Partial<Pick<SegmentRecord, 'endMs' | 'bytes' | 'open' | 'tier' | 'codec' | 'width' | 'height'>>,
  ): Promise<void>;
  get(id: string): Promise<SegmentRecord | null>;
  byPath(path: string): Promise<SegmentRecord | null>;
  /** Oldest first. */
  within(stretch: Stretch, limit: number): Promise<SegmentRecord[]>;
  /** The camera's segment that began last at or before a time, and the first one after it; two steps in the index, however much there is. */
  beside(cameraId: string, atMs: number): Promise<Beside>;
  /** When video begins and ends, of the segments that begin in [fromMs, toMs), oldest first: quick, from the index alone. */
  spans(cameraId: string, fromMs: number, toMs: number): Promise<{ readonly fromMs: number; readonly toMs: number }[]>;
  /** Those still being written, or left by a writer that died. */
  open(): Promise<SegmentRecord[]>;
  /** Closed, not locked, oldest first; those in remote storage are left out: they free nothing here. */
  oldestUnlocked(filter: OldestFilter): Promise<SegmentRecord[]>;
  /** Closed ones of the full tier that are not locked and ended before, oldest first. */
  toArchive(endedBeforeMs: number, limit: number): Promise<SegmentRecord[]>;
  /** What each camera's video takes here, remote storage left out. Reads every row: see `UsageBook`. */
  usage(): Promise<CameraUsage[]>;
  /** The same of the segments of one camera that begin in [fromMs, toMs); null = there are none. */
  usageOf(cameraId: string, fromMs: number, toMs: number): Promise<CameraUsage | null>;
  /** Begin of the first segment of each camera, wherever it is stored; quick, from the index alone. */
  firstStarts(): Promise<{ readonly cameraId: string; readonly startMs: number }[]>;
  /** Paths in their order, after this one; for comparing with the files page by page. Remote ones have no file and are left out. */
  pathsAfter(path: string, limit: number): Promise<string[]>;
  /** When the camera's last video ended; null = there is none. */
  lastEndMs(cameraId: string): Promise<number | null>;
  /** From now on their copies in the S3-compatible archive are what there is of them. @returns those that have one. */
  letGo(segments: readonly SegmentRecord[]): Promise<SegmentRecord[]>;
  /** Those that are only in the S3-compatible archive, not locked, oldest first. */
  remoteUnlocked(storedIn: string, endedBeforeMs: number, limit: number): Promise<SegmentRecord[]>;
  /** Takes segments out of the index and says why in their place, in one transaction; copies in the archive are doomed with them. */
  removeAs(segments: readonly SegmentRecord[], cause: GapCause): Promise<void>;
  /** Keeps a stretch, also what is recorded in it later; the same `lockId` again moves it. */
  lock(lockId: string, stretch: Stretch & { readonly cameraIds: readonly string[] }): Promise<void>;
  unlock(lockId: string): Promise<void>;
  locks(): Promise<RecordingLock[]>;
  setLocked(segmentIds: readonly string[], locked: boolean): Promise<void>;
}

/** No segment is longer: the writer ends it at the first key frame after a minute. */
const longestMs = 24 * 60 * 60 * 1000;

const coveredByLock = sql<boolean>`exists (select 1 from recording_locks l where l.camera_id = recording_segments.camera_id
  and l.from_ms < recording_segments.end_ms and l.to_ms > recording_segments.start_ms)`;

/** As the indexes of migration 0015 have them, word for word: with a bound value SQLite does not use them. */
const isHere = sql<boolean>`tier <> 'remote'`;
const isThere = sql<boolean>`tier = 'remote'`;
const isFull = sql<boolean>`tier = 'full'`;
const isBeingWritten = sql<boolean>`open = 1`;

/** @see RecordingRepository */
export function recordingRepository(database: Database): RecordingRepository {
  const gaps = gapRepository(database);
  const segments = () =>
    database
      .selectFrom('recordingSegments')
      .selectAll()
      .select(sql<number>`case when locked = 1 or ${coveredByLock} then 1 else 0 end`.as('locked'));
  const read = async (query: { execute(): Promise<unknown[]> }) => (await query.execute()).map((row) => rowSchema.parse(row));
  return {
    ...gaps,
    async insert(segment) {
      await database.insertInto('recordingSegments').values(toRow(segment)).execute();
    },
    async change(id, { open, ...change }) {
      const set = { ...change, ...(open === undefined ? {} : { open: Number(open) }) };
      await database.updateTable('recordingSegments').set(set).where('id', '=', id).execute();
    },
    get: async (id) => (await read(segments().where('id', '=', id)))[0] ?? null,
    byPath: async (path) => (await read(segments().where('path', '=', path)))[0] ?? null,
    within({ cameraIds, fromMs, toMs }, limit) {
      // Without a lower bound the index would be read from the first recording on.
      let query = segments()
        .where('startMs', '<', toMs)
        .where('startMs', '>', fromMs - longestMs)
        .where('endMs', '>', fromMs);
      if (cameraIds !== null) query = query.where('cameraId', 'in', cameraIds.length > 0 ? cameraIds : ['']);
      return read(query.orderBy('startMs').orderBy('id').limit(limit));
    },
    async beside(cameraId, atMs) {
      const own = segments().where('cameraId', '=', cameraId);
      const [before] = await read(own.where('startMs', '<=', atMs).orderBy('startMs', 'desc').limit(1));
      const [after] = await read(own.where('startMs', '>', atMs).orderBy('startMs').limit(1));
      return { before: before ?? null, after: after ?? null };
    },
    async spans(cameraId, fromMs, toMs) {
      const rows = await database
        .selectFrom('recordingSegments')
        .select(['startMs', 'endMs'])
        .where('cameraId', '=', cameraId)
        .where('startMs', '>=', fromMs)
        .where('startMs', '<', toMs)
        .orderBy('startMs')
        .execute();
      return rows.map(({ startMs, endMs }) => ({ fromMs: Number(startMs), toMs: Number(endMs) }));
    },
    open: () => read(segments().where(isBeingWritten).orderBy('startMs')),
    oldestUnlocked({ cameraId, endedBeforeMs, storedIn, limit }) {
      let query = segments().where('open', '=', 0).where('locked', '=', 0).where(isHere).where(sql<boolean>`not ${coveredByLock}`);
      // An expression, so that the index of places or of what is here is used: that of cameras begins with all that is only in the archive.
      if (cameraId !== undefined) query = query.where(sql<boolean>`camera_id || '' = ${cameraId}`);
      // What ended before began before: that bounds the look into the index.
      if (endedBeforeMs !== undefined) query = query.where('endMs', '<', endedBeforeMs).where('startMs', '<', endedBeforeMs);
      if (storedIn !== undefined) query = query.where('storedIn', '=', storedIn);
      return read(query.orderBy('startMs').orderBy('id').limit(limit));
    },
    toArchive(endedBeforeMs, limit) {
      const closed = segments().where('open', '=', 0).where(isFull).where('endMs', '<', endedBeforeMs).where('startMs', '<', endedBeforeMs);
      const unlocked = closed.where('locked', '=', 0).where(sql<boolean>`not ${coveredByLock}`);
      return read(unlocked.orderBy('startMs').limit(limit));
    },
    async usage() {
      const found: CameraUsage[] = [];
      const here = database.selectFrom('recordingSegments').where(isHere);
      const after = (id: string) => here.select('cameraId').where('cameraId', '>', id).orderBy('cameraId').limit(1).executeTakeFirst();
      // A camera at a time: a month of sixteen is more than others should have to wait for.
      for (let next = await after(''); next; next = await after(next.cameraId)) {
        const sums = here.select(({ fn }) => [fn.sum<number>('bytes').as('bytes'), fn.min('startMs').as('oldestMs')]);
        const { bytes, oldestMs } = await sums.where('cameraId', '=', next.cameraId).executeTakeFirstOrThrow();
        if (oldestMs !== null) found.push({ cameraId: next.cameraId, bytes: Number(bytes), oldestMs: Number(oldestMs) });
        await breath();
      }
      return found;
    },
    async usageOf(cameraId, fromMs, toMs) {
      const row = await database
        .selectFrom('recordingSegments')
        .select(({ fn }) => [fn.sum<number>('bytes').as('bytes'), fn.min('startMs').as('oldestMs')])
        .where('cameraId', '=', cameraId)
        .where('startMs', '>=', fromMs)
        .where('startMs', '<', toMs)
        .where('tier', '!=', 'remote')
        .executeTakeFirst();
      return row?.oldestMs == null ? null : { cameraId, bytes: Number(row.bytes), oldestMs: Number(row.oldestMs) };
    },
    async firstStarts() {
      const first = (after: string) =>
        database
          .selectFrom('recordingSegments')
          .select(['cameraId', 'startMs'])
          .where('cameraId', '>', after)
          .orderBy('cameraId')
          .orderBy('startMs')
          .limit(1)
          .executeTakeFirst();
      const found: { cameraId: string; startMs: number }[] = [];
      for (let row = await first(''); row; row = await first(row.cameraId))
        found.push({ cameraId: row.cameraId, startMs: Number(row.startMs) });
      return found;
    },
    async pathsAfter(path, limit) {
      const rows = await database
        .selectFrom('recordingSegments')
        .select('path')
        .where('path', '>', path)
        .where('tier', '!=', 'remote')
        .orderBy('path')
        .limit(limit)
        .execute();
      return rows.map((row) => row.path);
    },
    async lastEndMs(cameraId) {
      const row = await database
        .selectFrom('recordingSegments')
        .select(({ fn }) => fn.max('endMs').as('endMs'))
        .where('cameraId', '=', cameraId)
        .executeTakeFirst();
      return row?.endMs == null ? null : Number(row.endMs);
    },
    letGo: (asked) =>
      database.transaction().execute(async (transaction) => {
        const gone: SegmentRecord[] = [];
        for (const segment of asked) {
          const query = transaction.selectFrom('remoteObjects').select(['bytes', 'codec', 'width', 'height']);
          const copy = await query.where('id', '=', segment.id).where('doomed', '=', 0).executeTakeFirst();
          if (!copy) continue;
          await transaction
            .updateTable('recordingSegments')
            .set({ ...copy, tier: 'remote' })
            .where('id', '=', segment.id)
            .execute();
          gone.push(segment);
        }
        return gone;
      }),
    remoteUnlocked(storedIn, endedBeforeMs, limit) {
      const there = segments().where('storedIn', '=', storedIn).where(isThere).where('endMs', '<', endedBeforeMs);
      const old = there.where('startMs', '<', endedBeforeMs);
      return read(old.where('locked', '=', 0).where(sql<boolean>`not ${coveredByLock}`).orderBy('startMs').limit(limit));
    },
    async removeAs(removed, cause) {
      await database.transaction().execute(async (transaction) => {
        for (const { id, cameraId, startMs, endMs } of removed) {
          await transaction.deleteFrom('recordingSegments').where('id', '=', id).execute();
          await transaction.updateTable('remoteObjects').set({ doomed: 1 }).where('id', '=', id).execute();
          await gapRepository(transaction).addGap({ cameraId, fromMs: startMs, toMs: endMs, cause: gapCauseSchema.parse(cause) });
        }
      });
    },
    async lock(id, { cameraIds, fromMs, toMs }) {
      for (const cameraId of cameraIds) {
        await database
          .insertInto('recordingLocks')
          .values({ id, cameraId, fromMs, toMs })
          .onConflict((conflict) => conflict.columns(['id', 'cameraId']).doUpdateSet({ fromMs, toMs }))
          .execute();
      }
    },
    async unlock(id) {
      await database.deleteFrom('recordingLocks').where('id', '=', id).execute();
    },
    async locks() {
      const rows = await database.selectFrom('recordingLocks').selectAll().orderBy('id').orderBy('cameraId').execute();
      return [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => ({
        ...{ id, cameraIds: own.map(({ cameraId }) => cameraId) },
        fromMs: Math.min(...own.map(({ fromMs }) => Number(fromMs))),
        toMs: Math.max(...own.map(({ toMs }) => Number(toMs))),
      }));
    },
    async setLocked(ids, locked) {
      if (ids.length === 0) return;
      await database
        .updateTable('recordingSegments')
        .set({ locked: Number(locked) })
        .where('id', 'in', ids)
        .execute();
    },
  };
}

function toRow({ locked, open, ...segment }: SegmentRecord) {
  return { ...segment, locked: Number(locked), open: Number(open) };
}
