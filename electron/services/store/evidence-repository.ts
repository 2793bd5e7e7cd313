import { sql } from 'kysely';
import { z } from 'zod';
import {
  clipHoleSchema,
  clipSchema,
  evidenceExportSchema,
  evidenceLockSchema,
  exportRequestSchema,
} from '../../../shared/schemas/evidence.ts';
import { idSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const clipRowSchema = clipSchema.omit({ url: true }).extend({
  /** 0 = the camera of the incident. */
  position: z.number().int(),
  holes: jsonColumn(z.array(clipHoleSchema)),
  attempts: z.number().int(),
});
export type ClipRecord = z.output<typeof clipRowSchema>;

const lockRowSchema = evidenceLockSchema.omit({ by: true }).extend({
  cameraIds: jsonColumn(z.array(idSchema)),
  locked: z.number().transform((value) => value !== 0),
  changedBy: evidenceLockSchema.shape.by,
  toldAtMs: z.number().nullable(),
});
export type LockRecord = z.output<typeof lockRowSchema>;

/** What somebody must reach to have an export. */
export const exportPlaceSchema = z.object({ cameraId: idSchema.nullable(), siteId: idSchema.nullable() });

const exportRowSchema = evidenceExportSchema.omit({ url: true, progress: true, by: true }).extend({
  requestedBy: evidenceExportSchema.shape.by,
  request: jsonColumn(exportRequestSchema),
  places: jsonColumn(z.array(exportPlaceSchema)),
});
export type ExportRecord = z.output<typeof exportRowSchema>;

/** What is kept because something happened. */
export interface EvidenceRepository {
  /** Notes what is to be kept of an incident, in one transaction. @returns false when that is known already. */
  plan(lock: LockRecord, clips: readonly ClipRecord[]): Promise<boolean>;
  /** Incidents since then of which nothing is noted yet, as after a crash. */
  unplanned(sinceMs: number, limit: number): Promise<string[]>;
  /** The incident's own camera first. */
  clipsOf(incidentId: string): Promise<ClipRecord[]>;
  /** Clips still to be cut whose time has passed, oldest first. */
  dueClips(nowMs: number, limit: number): Promise<ClipRecord[]>;
  /** Begin of the earliest stretch of each camera that is still to be cut. */
  pendingSince(): Promise<ReadonlyMap<string, number>>;
  changeClip(
    clip: Pick<ClipRecord, 'incidentId' | 'cameraId'>,
    change: Partial<Omit<ClipRecord, 'incidentId' | 'cameraId'>>,
  ): Promise<void>;
  /** Incidents with all clips settled of which nobody was told. */
  untold(limit: number): Promise<string[]>;
  markTold(incidentId: string, atMs: number): Promise<void>;
  lock(id: string): Promise<LockRecord | null>;
  saveLock(lock: LockRecord): Promise<void>;
  /** Moves the end of a lock's stretch, forward only. */
  lengthenLock(id: string, toMs: number): Promise<void>;
  /** Clips whose incident's lock goes on behind their end. */
  outgrownClips(limit: number): Promise<{ readonly clip: ClipRecord; readonly lockToMs: number }[]>;
  /** Every lock there ever was, and whether it still holds. */
  lockStates(): Promise<ReadonlyMap<string, boolean>>;
  /** Newest first. */
  locks(limit: number): Promise<LockRecord[]>;
  insertExport(record: ExportRecord): Promise<void>;
  changeExport(id: string, change: Partial<Pick<ExportRecord, 'state' | 'problem' | 'doneAtMs' | 'bytes'>>): Promise<void>;
  export(id: string): Promise<ExportRecord | null>;
  /** Newest first. */
  exports(limit: number): Promise<ExportRecord[]>;
  removeExport(id: string): Promise<void>;
}

const unsettled = ['waiting', 'cutting'];

/** @see EvidenceRepository */
export function evidenceRepository(database: Database): EvidenceRepository {
  const clips = () => database.selectFrom('evidenceClips').selectAll();
  return {
    plan: (lock, planned) =>
      database.transaction().execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('evidenceLocks')
          .values(lockRow(lock))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
        for (const { holes, ...clip } of planned)
          await transaction
            .insertInto('evidenceClips')
            .values({ ...clip, holes: JSON.stringify(holes) })
            .execute();
        return true;
      }),
    async unplanned(sinceMs, limit) {
      const rows = await database
        .selectFrom('incidents')
        .select('id')
        .where('detectedAtMs', '>=', sinceMs)
        .where(sql<boolean>`not exists (select 1 from evidence_locks l where l.id = incidents.id)`)
        .orderBy('detectedAtMs')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    clipsOf: async (incidentId) =>
      (await clips().where('incidentId', '=', incidentId).orderBy('position').orderBy('cameraName').execute()).map((row) =>
        clipRowSchema.parse(row),
      ),
    dueClips: async (nowMs, limit) =>
      (
        await clips().where('state', 'in', unsettled).where('toMs', '<=', nowMs).orderBy('toMs').orderBy('position').limit(limit).execute()
      ).map((row) => clipRowSchema.parse(row)),
    async pendingSince() {
      const rows = await database
        .selectFrom('evidenceClips')
        .select(({ fn }) => ['cameraId', fn.min('fromMs').as('fromMs')])
        .where('state', 'in', unsettled)
        .groupBy('cameraId')
        .execute();
      return new Map(rows.map(({ cameraId, fromMs }) => [cameraId, Number(fromMs)]));
    },
    async changeClip({ incidentId, cameraId }, { holes, ...change }) {
      await database
        .updateTable('evidenceClips')
        .set({ ...change, ...(holes === undefined ? {} : { holes: JSON.stringify(holes) }) })
        .where('incidentId', '=', incidentId)
        .where('cameraId', '=', cameraId)
        .execute();
    },
    async untold(limit) {
      const rows = await database
        .selectFrom('evidenceLocks')
        .select('id')
        .where('toldAtMs', 'is', null)
        .where('incidentId', 'is not', null)
        .where(sql<boolean>`not exists (select 1 from evidence_clips c where c.incident_id = evidence_locks.id
          and c.state in ('waiting', 'cutting'))`)
        .orderBy('changedAtMs')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    async markTold(incidentId, atMs) {
      await database.updateTable('evidenceLocks').set({ toldAtMs: atMs }).where('id', '=', incidentId).execute();
    },
    async lock(id) {
      const row = await database.selectFrom('evidenceLocks').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? lockRowSchema.parse(row) : null;
    },
    async saveLock(lock) {
      const { id: _same, ...row } = lockRow(lock);
      await database
        .insertInto('evidenceLocks')
        .values(lockRow(lock))
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async lengthenLock(id, toMs) {
      await database.updateTable('evidenceLocks').set({ toMs }).where('id', '=', id).where('toMs', '<', toMs).execute();
    },
    async outgrownClips(limit) {
      const rows = await database
        .selectFrom('evidenceClips')
        .innerJoin('evidenceLocks', 'evidenceLocks.id', 'evidenceClips.incidentId')
        .selectAll('evidenceClips')
        .select('evidenceLocks.toMs as lockToMs')
        .where('evidenceLocks.locked', '=', 1)
        .whereRef('evidenceClips.toMs', '<', 'evidenceLocks.toMs')
        .limit(limit)
        .execute();
      return rows.map(({ lockToMs, ...row }) => ({ clip: clipRowSchema.parse(row), lockToMs: Number(lockToMs) }));
    },
    async lockStates() {
      const rows = await database.selectFrom('evidenceLocks').select(['id', 'locked']).execute();
      return new Map(rows.map(({ id, locked }) => [id, Number(locked) !== 0]));
    },
    async locks(limit) {
      const rows = await database
        .selectFrom('evidenceLocks')
        .selectAll()
        .where('locked', '=', 1)
        .orderBy('changedAtMs', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => lockRowSchema.parse(row));
    },
    async insertExport({ request, places, ...record }) {
      await database
        .insertInto('evidenceExports')
        .values({ ...record, request: JSON.stringify(request), places: JSON.stringify(places) })
        .execute();
    },
    async changeExport(id, change) {
      await database.updateTable('evidenceExports').set(change).where('id', '=', id).execute();
    },
    async export(id) {
      const row = await database.selectFrom('evidenceExports').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? exportRowSchema.parse(row) : null;
    },
    async exports(limit) {
      const rows = await database.selectFrom('evidenceExports').selectAll().orderBy('createdAtMs', 'desc').limit(limit).execute();
      return rows.map((row) => exportRowSchema.parse(row));
    },
    async removeExport(id) {
      await database.deleteFrom('evidenceExports').where('id', '=', id).execute();
    },
  };
}

function lockRow({ cameraIds, locked, ...lock }: LockRecord) {
  return { ...lock, cameraIds: JSON.stringify(cameraIds), locked: Number(locked) };
}
