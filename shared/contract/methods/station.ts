import { stationStatusSchema } from '../../schemas/station.ts';
import { method, nothing } from './method.ts';

/** The station itself. */
export const stationMethods = {
  'station.status': method('viewer', 'station', ['GET', '/api/status'], 'State of the station', nothing, stationStatusSchema),
} as const;
