import { z } from 'zod';
import { cameraSchema } from '../schemas/camera.ts';
import { alertMessageSchema, incidentSchema } from '../schemas/incident.ts';
import { modelDownloadSchema } from '../schemas/model-download.ts';
import { observationSchema } from '../schemas/observation.ts';
import { idSchema } from '../schemas/primitives.ts';
import { recordingDiskSchema, recordingStateSchema } from '../schemas/recording.ts';
import { siteSchema } from '../schemas/site.ts';
import { stationStatusSchema } from '../schemas/station.ts';
import { publicAddressSchema } from '../schemas/tunnel.ts';

/** What the station tells consoles unasked. The first two names are relied on by other people's clients. */
export const events = {
  'receive-message': alertMessageSchema,
  observation: observationSchema,
  'camera-changed': cameraSchema,
  'camera-removed': z.object({ id: idSchema }),
  'recording-changed': recordingStateSchema,
  'recording-disk': recordingDiskSchema,
  'site-changed': siteSchema,
  'site-removed': z.object({ id: idSchema }),
  'incident-changed': incidentSchema,
  'station-status': stationStatusSchema,
  'public-address': publicAddressSchema,
  'model-download': modelDownloadSchema,
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type Payload<E extends EventName> = z.output<Events[E]>;
