import { z } from 'zod';
import { incidentFilterSchema, incidentPatchSchema, incidentSchema, incidentsSinceSchema } from '../../schemas/incident.ts';
import { idSchema } from '../../schemas/primitives.ts';
import { byId, done, method } from './method.ts';

/** Incidents and what people do about them. */
export const incidentsMethods = {
  'incidents.list': method(
    'viewer',
    'filtered',
    ['GET', '/api/incidents'],
    'Incidents, newest first',
    incidentFilterSchema,
    z.object({ incidents: z.array(incidentSchema), total: z.number().int(), nextBeforeId: idSchema.nullable() }),
  ),
  'incidents.since': method(
    'viewer',
    'filtered',
    ['GET', '/api/incidents/since'],
    'Incidents raised or changed since the cursor, in the order of their last change; those of the last minute may come again',
    incidentsSinceSchema,
    z.object({
      incidents: z.array(incidentSchema),
      /** For the next call. */
      cursor: z.number().int().min(0),
      /** True when there are more now. */
      more: z.boolean(),
    }),
  ),
  'incidents.get': method('viewer', { incident: 'id' }, ['GET', '/api/incidents/:id'], 'One incident', byId, incidentSchema),
  'incidents.update': method(
    'responder',
    { incident: 'id' },
    ['PATCH', '/api/incidents/:id'],
    'Acknowledge, resolve, mark as false alarm, or note',
    incidentPatchSchema.extend({ id: idSchema }),
    incidentSchema,
  ),
  'incidents.shown': method(
    'viewer',
    { incident: 'id' },
    ['POST', '/api/incidents/:id/shown'],
    'A console reports that a person can see the alert',
    byId,
    done,
  ),
} as const;
