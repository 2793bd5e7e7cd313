import { sql } from 'kysely';
import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';

const kinds = ['segment', 'clip', 'export'] as const;
const rowSchema = z.object({
  id: z.string().min(1).max(200),
  kind: z.enum(kinds),
  place: z.string().min(1).max(500),
  objectKey: z.string().min(1).max(1024),
  bytes: z.coerce.number().int().min(0),
  sha256: z.string().length(64),
  endMs: z.coerce.number().int(),
  codec: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  storedAtMs: z.coerce.number().int(),
});
/** An object that is proven to lie in the archive. */
export type RemoteObject = z.infer<typeof rowSchema>;

const segmentSchema = z.object({
  ...{ id: idSchema, cameraId: idSchema, path: z.string(), startMs: timeMsSchema, endMs: timeMsSchema },
  ...{ codec: z.string(), width: z.number().int(), height: z.number().int() },
});
/** A recording that is still to be uploaded. */
export type UnstoredSegment = z.infer<typeof segmentSchema>;

const clipSchema = z.object({ incidentId: idSchema, cameraId: idSchema, endMs: timeMsSchema, sha256: z.string().length(64) });
/** A finished clip of an incident that is still to be uploaded. */
export type UnstoredClip = z.infer<typeof clipSchema>;
const exportSchema = z.object({ id: idSchema, createdAtMs: timeMsSchema });

/** Which recordings are to be uploaded. */
export interface DueStretch {
  /** Ended in [from, before). */
  readonly endedFromMs: number;
  readonly endedBeforeMs: number;
}

export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** Half open, Unix milliseconds. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Amounts {
  readonly stored: Amount;
  /** Of these, recordings that are not here any longer. */
  readonly onlyThere: Amount;
  /** When something was stored last. */
  readonly lastMs: number | null;
}

/** What lies in the S3-compatible archive, and what does not yet. */
export interface RemoteObjectRepository {
  get(id: string): Promise<RemoteObject | null>;
  /** Notes what was proven to be there, and says so in the row of a segment, in one transaction. Of one that is gone it is doomed at once. */
  stored(object: RemoteObject): Promise<void>;
  /** Closed ones that were not uploaded, oldest first. */
  unstoredSegments(due: DueStretch, limit: number): Promise<UnstoredSegment[]>;
  /** Of those, the ones that began in [from, to). */
  waitingSegments(due: DueStretch, from: Range): Promise<Amount & { readonly oldestMs: number | null }>;
  /** Finished clips of incidents that are not in this place as they are now, oldest first; one that was cut anew is another. */
  unstoredClips(place: string, limit: number): Promise<UnstoredClip[]>;
  unstoredExports(place: string, limit: number): Promise<z.infer<typeof exportSchema>[]>;
  /** When the oldest recording and the oldest object begin or end; null = there is none. */
  oldestMs(): Promise<number | null>;
  /** Objects that ended, and recordings that began, in [from, to): a piece of the whole, since adding up a million rows takes a second. */
  amounts(place: string, range: Range): Promise<Amounts>;
  /** Marks older recordings that are here as well, and exports, for deletion there; what is locked stays. */
  doomOlder(place: string, endedBeforeMs: number): Promise<void>;
  /** What is to be deleted there. */
  doomed(place: string, limit: number): Promise<Pick<RemoteObject, 'id' | 'objectKey'>[]>;
  /** It is deleted there. */
  forget(id: string): Promise<void>;
  /** Recordings whose copy lies in another place, and here, are to be uploaded anew. */
  leaveOtherPlaces(place: string): Promise<void>;
}

/** @see RemoteObjectRepository */
export function remoteObjectRepository(database: Database): RemoteObjectRepository {
  const unstored = ({ endedFromMs, endedBeforeMs }: DueStretch) =>
    database
      .selectFrom('recordingSegments')
      // Word for word as the index has it.
      .where(sql<boolean>`stored_in is null and tier <> 'remote'`)
      .where('open', '=', 0)
      .where('endMs', '>=', endedFromMs)
      .where('endMs', '<', endedBeforeMs)
      .where('startMs', '<', endedBeforeMs)
      // Its former copy is still to be deleted there.
      .where(sql<boolean>`not exists (select 1 from remote_objects o where o.id = recording_segments.id and o.doomed = 1)`);
  return {
    async get(id) {
      const row = await database.selectFrom('remoteObjects').selectAll().where('id', '=', id).where('doomed', '=', 0).executeTakeFirst();
      return row ? rowSchema.parse(row) : null;
    },
    stored: (object) =>
      database.transaction().execute(async (transaction) => {
        const told = await transaction
          .updateTable('recordingSegments')
          .set({ storedIn: object.place })
          .where('id', '=', object.id)
          .executeTakeFirst();
        const isGone = object.kind === 'segment' && told.numUpdatedRows !== 1n;
        const { id: _same, ...change } = { ...object, doomed: Number(isGone) };
        await transaction
          .insertInto('remoteObjects')
          .values({ ...object, doomed: Number(isGone) })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
          .execute();
      }),
    async unstoredSegments(due, limit) {
      const columns = ['id', 'cameraId', 'path', 'startMs', 'endMs', 'codec', 'width', 'height'] as const;
      const rows = await unstored(due).select(columns).orderBy('startMs').limit(limit).execute();
      return rows.map((row) => segmentSchema.parse(row));
    },
    async waitingSegments(due, { fromMs, toMs }) {
      const row = await unstored(due)
        .where('startMs', '>=', fromMs)
        .where('startMs', '<', toMs)
        .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number>('bytes').as('bytes'), fn.min('endMs').as('oldestMs')])
        .executeTakeFirstOrThrow();
      return { files: Number(row.files), bytes: Number(row.bytes ?? 0), oldestMs: row.oldestMs === null ? null : Number(row.oldestMs) };
    },
    async unstoredClips(place, limit) {
      const rows = await database
        .selectFrom('evidenceClips')
        .select(['incidentId', 'cameraId', 'endMs', 'sha256'])
        .where('state', '=', 'ready')
        .where('endMs', 'is not', null)
        .where('sha256', 'is not', null)
        .where(
          sql<boolean>`not exists (select 1 from remote_objects o where o.place = ${place}
            and o.sha256 = evidence_clips.sha256 and o.id = 'clip_' || evidence_clips.incident_id || '_' || evidence_clips.camera_id)`,
        )
        .orderBy('endMs')
        .limit(limit)
        .execute();
      return rows.map((row) => clipSchema.parse(row));
    },
    async unstoredExports(place, limit) {
      const rows = await database
        .selectFrom('evidenceExports')
        .select(['id', 'createdAtMs'])
        .where('state', '=', 'done')
        .where(
          sql<boolean>`not exists (select 1 from remote_objects o where o.place = ${place} and o.id = 'export_' || evidence_exports.id)`,
        )
        .orderBy('createdAtMs')
        .limit(limit)
        .execute();
      return rows.map((row) => exportSchema.parse(row));
    },
    async oldestMs() {
      const segment = await database.selectFrom('recordingSegments').select('startMs').orderBy('startMs').limit(1).executeTakeFirst();
      const object = await database
        .selectFrom('remoteObjects')
        .select('endMs')
        .where('doomed', '=', 0)
        .where('kind', 'in', ['clip', 'export'])
        .orderBy('endMs')
        .limit(1)
        .executeTakeFirst();
      const found = [segment?.startMs, object?.endMs].filter((ms) => ms !== undefined).map(Number);
      return found.length > 0 ? Math.min(...found) : null;
    },
    async amounts(place, { fromMs, toMs }) {
      const objects = await database
        .selectFrom('remoteObjects')
        .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number>('bytes').as('bytes'), fn.max('storedAtMs').as('lastMs')])
        .where('place', '=', place)
        .where(sql<boolean>`doomed = 0`)
        .where('endMs', '>=', fromMs)
        .where('endMs', '<', toMs)
        .executeTakeFirstOrThrow();
      const there = await database
        .selectFrom('recordingSegments')
        .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number>('bytes').as('bytes')])
        .where('storedIn', '=', place)
        .where(sql<boolean>`tier = 'remote'`)
        .where('startMs', '>=', fromMs)
        .where('startMs', '<', toMs)
        .executeTakeFirstOrThrow();
      return { stored: amountOf(objects), onlyThere: amountOf(there), lastMs: objects.lastMs === null ? null : Number(objects.lastMs) };
    },
    doomOlder: (place, endedBeforeMs) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('remoteObjects')
          .set({ doomed: 1 })
          .where('place', '=', place)
          .where('doomed', '=', 0)
          .where('kind', 'in', ['segment', 'export'])
          .where('endMs', '<', endedBeforeMs)
          // Those that are only there go with their row; see `RecordingRepository.removeAs`.
          .where(
            sql<boolean>`not exists (select 1 from recording_segments s where s.id = remote_objects.id and (s.tier = 'remote'
              or s.locked = 1 or exists (select 1 from recording_locks l where l.camera_id = s.camera_id
              and l.from_ms < s.end_ms and l.to_ms > s.start_ms)))`,
          )
          .execute();
        await transaction
          .updateTable('recordingSegments')
          .set({ storedIn: null })
          .where('storedIn', '=', place)
          .where('endMs', '<', endedBeforeMs)
          .where('startMs', '<', endedBeforeMs)
          // Those that are only there are not meant, and this is the index.
          .where(sql<boolean>`tier <> 'remote'`)
          .where(sql<boolean>`exists (select 1 from remote_objects o where o.id = recording_segments.id and o.doomed = 1)`)
          .execute();
      }),
    async doomed(place, limit) {
      const rows = await database
        .selectFrom('remoteObjects')
        .select(['id', 'objectKey'])
        .where('doomed', '=', 1)
        .where('place', '=', place)
        .limit(limit)
        .execute();
      return rows.map((row) => rowSchema.pick({ id: true, objectKey: true }).parse(row));
    },
    async forget(id) {
      await database.deleteFrom('remoteObjects').where('id', '=', id).where('doomed', '=', 1).execute();
    },
    async leaveOtherPlaces(place) {
      // Two ranges of the index; "not equal" would be a walk over everything.
      for (const side of ['<', '>'] as const) {
        await database
          .updateTable('recordingSegments')
          .set({ storedIn: null })
          .where('storedIn', side, place)
          .where(sql<boolean>`tier <> 'remote'`)
          .execute();
      }
    },
  };
}

function amountOf({ files, bytes }: { files: number; bytes: number | null }): Amount {
  return { files: Number(files), bytes: Number(bytes ?? 0) };
}
