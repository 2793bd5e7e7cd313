import { emergencyInputSchema } from '../../schemas/emergency.ts';
import { incidentSchema } from '../../schemas/incident.ts';
import { method } from './method.ts';

/** Calls for help. */
export const emergencyMethods = {
  'emergency.send': method(
    'viewer',
    'filtered',
    ['POST', '/api/emergencies'],
    'Call for help: alerts every console and every contact at once; sent again under the same requestId it is the same incident',
    emergencyInputSchema,
    incidentSchema,
  ),
} as const;
