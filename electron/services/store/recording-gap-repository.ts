import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Gap, type GapCause, gapSchema } from '../../../shared/schemas/recording.ts';
import type { Database } from './database.ts';
import type { Stretch } from './recording-repository.ts';

/** A noted cause; `toMs` null = still so. */
export const gapRecordSchema = gapSchema.extend({ id: z.string(), toMs: gapSchema.shape.toMs.nullable() });
export type GapRecord = z.infer<typeof gapRecordSchema>;

/** Neighbours of the same cause closer than this are one gap. */
const joinMs = 2_000;

/** Why there was no video, as it was noted at the time. */
export interface GapRepository {
  /** Notes a gap that is over; it joins the one of the same cause that ends where it begins. */
  addGap(gap: Gap): Promise<void>;
  /** Notes a cause that holds from now on. @param id for `endGap`; a second note under one id changes nothing */
  beginGap(cameraId: string, fromMs: number, cause: GapCause, id: string): Promise<void>;
  endGap(id: string, toMs: number): Promise<void>;
  /** Causes that nobody ended. */
  openGaps(): Promise<GapRecord[]>;
  /** Oldest first; may overlap each other and segments. */
  gapsWithin(stretch: Stretch): Promise<GapRecord[]>;
  /** Forgets gaps that ended before. */
  pruneGaps(beforeMs: number): Promise<void>;
}

/** @see GapRepository */
export function gapRepository(database: Database): GapRepository {
  const gaps = () => database.selectFrom('recordingGaps').selectAll();
  const read = async (query: { execute(): Promise<unknown[]> }) => (await query.execute()).map((row) => gapRecordSchema.parse(row));
  return {
    async addGap({ cameraId, fromMs, toMs, cause }) {
      if (toMs <= fromMs) return;
      const joined = await database
        .updateTable('recordingGaps')
        .set({ toMs })
        .where('cameraId', '=', cameraId)
        .where('cause', '=', cause)
        .where('fromMs', '<=', fromMs)
        .where('toMs', '>=', fromMs - joinMs)
        .where('toMs', '<=', toMs)
        .executeTakeFirst();
      if (joined.numUpdatedRows > 0n) return;
      await database.insertInto('recordingGaps').values({ id: randomUUID(), cameraId, fromMs, toMs, cause }).execute();
    },
    async beginGap(cameraId, fromMs, cause, id) {
      await database
        .insertInto('recordingGaps')
        .values({ id, cameraId, fromMs, toMs: null, cause })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    async endGap(id, toMs) {
      await database.updateTable('recordingGaps').set({ toMs }).where('id', '=', id).execute();
    },
    openGaps: () => read(gaps().where('toMs', 'is', null)),
    gapsWithin({ cameraIds, fromMs, toMs }) {
      let query = gaps()
        .where('fromMs', '<', toMs)
        .where((eb) => eb.or([eb('toMs', 'is', null), eb('toMs', '>', fromMs)]));
      if (cameraIds !== null) query = query.where('cameraId', 'in', cameraIds.length > 0 ? cameraIds : ['']);
      return read(query.orderBy('fromMs').orderBy('id'));
    },
    async pruneGaps(beforeMs) {
      await database.deleteFrom('recordingGaps').where('toMs', '<', beforeMs).execute();
    },
  };
}
