import { z } from 'zod';
import { type TimelineIncident, timelineIncidentSchema } from '../../../shared/schemas/recording.ts';
import type { Database } from './database.ts';

/** Incidents as marks on a timeline: the few columns it needs, of thousands at once. */
export interface IncidentMarkRepository {
  /** The newest that fit, oldest first, by the time of their picture; of these cameras only. Half open. */
  within(
    stretch: { readonly cameraIds: readonly string[]; readonly fromMs: number; readonly toMs: number },
    limit: number,
  ): Promise<TimelineIncident[]>;
}

const rowsSchema = z.array(timelineIncidentSchema);
/** A picture is decided on at most this long after it was captured. */
const latestDecisionMs = 600_000;

/** @see IncidentMarkRepository */
export function incidentMarkRepository(database: Database): IncidentMarkRepository {
  return {
    async within({ cameraIds, fromMs, toMs }, limit) {
      if (cameraIds.length === 0) return [];
      const rows = await database
        .selectFrom('incidents')
        .select(['id', 'cameraId', 'cameraName', 'kind', 'status', 'frameAtMs as atMs'])
        .where('cameraId', 'in', cameraIds)
        // For the index `incidents_by_camera`; what counts is the time of the picture.
        .where('detectedAtMs', '>=', fromMs)
        .where('detectedAtMs', '<', toMs + latestDecisionMs)
        .where('frameAtMs', '>=', fromMs)
        .where('frameAtMs', '<', toMs)
        .orderBy('frameAtMs', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rowsSchema.parse(rows).reverse();
    },
  };
}
