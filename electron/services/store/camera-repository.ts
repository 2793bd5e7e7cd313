import { z } from 'zod';
import { cameraAnalysisSchema, defaultCameraAnalysis } from '../../../shared/schemas/camera.ts';
import { cameraRecordingSchema } from '../../../shared/schemas/recording.ts';
import { type CameraRecord, type CameraRepository, cameraRecordSchema } from '../cameras/camera-record.ts';
import type { CameraRow, Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** Rows of older programs lack what was added later. */
const storedAnalysisSchema = cameraAnalysisSchema.extend({
  movingFps: cameraAnalysisSchema.shape.movingFps.default(defaultCameraAnalysis.movingFps),
});

const rowSchema = cameraRecordSchema.extend({
  /** Sealed, and so longer than the address itself. */
  url: z.string().max(12_000),
  enabled: z.number().transform((value) => value !== 0),
  analysis: jsonColumn(storedAnalysisSchema),
  recording: jsonColumn(cameraRecordingSchema),
});

/** Camera records in the database, oldest first. */
export function cameraRepository(database: Database): CameraRepository {
  return {
    async list() {
      const rows = await database.selectFrom('cameras').selectAll().orderBy('createdAtMs').orderBy('id').execute();
      return rows.map((row) => rowSchema.parse(row));
    },
    async get(id) {
      const row = await database.selectFrom('cameras').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? rowSchema.parse(row) : null;
    },
    async insert(record) {
      await database.insertInto('cameras').values(toRow(record)).execute();
    },
    async update(record) {
      await database.updateTable('cameras').set(toRow(record)).where('id', '=', record.id).execute();
    },
    async remove(id) {
      const result = await database.deleteFrom('cameras').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function toRow(record: CameraRecord): CameraRow {
  const { id, name, url, siteId, location, latitude, longitude, deviceTokenHash, createdAtMs } = record;
  return {
    id,
    name,
    url,
    siteId,
    location,
    latitude,
    longitude,
    deviceTokenHash,
    createdAtMs,
    enabled: record.enabled ? 1 : 0,
    analysis: JSON.stringify(record.analysis),
    recording: JSON.stringify(record.recording),
  };
}
