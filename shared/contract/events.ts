import { z } from 'zod';
import { cameraSchema } from '../schemas/camera.ts';
import { exportStates } from '../schemas/evidence.ts';
import { alertMessageSchema, incidentSchema } from '../schemas/incident.ts';
import { modelDownloadSchema } from '../schemas/model-download.ts';
import { observationSchema } from '../schemas/observation.ts';
import { idSchema } from '../schemas/primitives.ts';
import { recordingDiskNoticeSchema, recordingStateSchema } from '../schemas/recording.ts';
import { remoteArchiveNoticeSchema } from '../schemas/remote-archive.ts';
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
  'recording-disk': recordingDiskNoticeSchema,
  /** How the archive of recordings is. */
  'remote-archive': remoteArchiveNoticeSchema,
  'site-changed': siteSchema,
  'site-removed': z.object({ id: idSchema }),
  'incident-changed': incidentSchema,
  /** The clips or the lock of an incident changed: read them anew. */
  'evidence-changed': z.object({ incidentId: idSchema, cameraId: idSchema.nullable(), siteId: idSchema.nullable() }),
  /** Says nothing of what is exported; who knows the id may read more. */
  'evidence-export': z.object({ id: idSchema, state: z.enum(exportStates), progress: z.number().min(0).max(1) }),
  'station-status': stationStatusSchema,
  'public-address': publicAddressSchema,
  'model-download': modelDownloadSchema,
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type Payload<E extends EventName> = z.output<Events[E]>;
