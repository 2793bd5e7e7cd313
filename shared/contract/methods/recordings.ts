import { z } from 'zod';
import { idSchema, queryNumber, timeMsSchema } from '../../schemas/primitives.ts';
import {
  gapSchema,
  recordingOverrideSchema,
  recordingRebuildSchema,
  recordingSettingsSchema,
  recordingStateSchema,
  recordingStatusSchema,
  segmentOutlineSchema,
  segmentSchema,
  timelineSchema,
} from '../../schemas/recording.ts';
import { byId, method, nothing } from './method.ts';

/** Query strings carry `a,b`; programs may send a list. */
const cameraIds = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
  z.array(idSchema).min(1).max(200),
);
const longestTimelineMs = 400 * 86_400_000;
const stretch = z.object({ cameraIds: cameraIds.optional(), fromMs: queryNumber(timeMsSchema), toMs: queryNumber(timeMsSchema) });

/** Recorded video: what there is, what is missing and why, and the recorder itself. */
export const recordingsMethods = {
  'recordings.segments': method(
    'viewer',
    'filtered',
    ['GET', '/api/recordings/segments'],
    'Files of video that touch a stretch of time, oldest first; all cameras when none is named',
    stretch.extend({ limit: queryNumber(z.number().int().min(1).max(50_000)).default(20_000) }),
    /** `more`: there are further ones after the last. */
    z.object({ segments: z.array(segmentSchema), more: z.boolean() }),
  ),
  'recordings.gaps': method(
    'viewer',
    'filtered',
    ['GET', '/api/recordings/gaps'],
    'Stretches without video and why, oldest first',
    stretch,
    z.array(gapSchema),
  ),
  'recordings.timeline': method(
    'viewer',
    'filtered',
    ['GET', '/api/recordings/timeline'],
    'Where there is video, where there is none and why, and incidents; at the resolution of a screen',
    z
      .object({
        cameraIds,
        fromMs: queryNumber(timeMsSchema),
        toMs: queryNumber(timeMsSchema),
        /** What is shorter than this cannot be seen anyway; 0 = everything, as far as it was noted. */
        resolutionMs: queryNumber(z.number().int().min(0).max(86_400_000)).default(0),
      })
      .refine(({ fromMs, toMs }) => toMs >= fromMs, 'toMs must not be before fromMs')
      .refine(({ fromMs, toMs }) => toMs - fromMs <= longestTimelineMs, 'at most 400 days at once'),
    timelineSchema,
  ),
  'recordings.outline': method(
    'viewer',
    'filtered',
    ['GET', '/api/recordings/segments/:id/outline'],
    'Which bytes of a segment hold which time',
    byId,
    segmentOutlineSchema,
  ),
  'recordings.status': method(
    'viewer',
    'filtered',
    ['GET', '/api/recordings/status'],
    'What is recorded now, what is kept, and the disk',
    nothing,
    recordingStatusSchema,
  ),
  'recordings.start': method(
    'operator',
    { camera: 'cameraId' },
    ['POST', '/api/recordings/start'],
    'Record now, whatever the mode says; every camera when none is named',
    z.object({ cameraId: idSchema.optional() }),
    z.array(recordingStateSchema),
  ),
  'recordings.stop': method(
    'operator',
    { camera: 'cameraId' },
    ['POST', '/api/recordings/stop'],
    'Do not record, whatever the mode says; every camera when none is named',
    z.object({ cameraId: idSchema.optional() }),
    z.array(recordingStateSchema),
  ),
  'recordings.override': method(
    'operator',
    { camera: 'cameraId' },
    ['POST', '/api/recordings/override'],
    'Record by hand (`on`, `off`) or by the mode again (`auto`); every camera when none is named',
    z.object({ cameraId: idSchema.optional(), override: recordingOverrideSchema }),
    z.array(recordingStateSchema),
  ),
  'recordings.rebuild': method(
    'admin',
    'station',
    ['POST', '/api/recordings/rebuild'],
    'Compare the index with the files and put it right',
    nothing,
    recordingRebuildSchema,
  ),
  'recordings.settings': method(
    'viewer',
    'station',
    ['GET', '/api/settings/recording'],
    'Retention and encoding of all recordings',
    nothing,
    recordingSettingsSchema,
  ),
  'recordings.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/settings/recording'],
    'Change retention and encoding; takes effect at once',
    recordingSettingsSchema.partial(),
    recordingSettingsSchema,
  ),
} as const;
