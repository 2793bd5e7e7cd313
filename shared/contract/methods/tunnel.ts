import { tunnelSettingsSchema, tunnelStatusSchema } from '../../schemas/tunnel.ts';
import { method, nothing } from './method.ts';

/** The console's public address. */
export const tunnelMethods = {
  'tunnel.status': method(
    'viewer',
    'station',
    ['GET', '/api/tunnel'],
    'Public address, its state and settings',
    nothing,
    tunnelStatusSchema,
  ),
  'tunnel.update': method(
    'admin',
    'station',
    ['PATCH', '/api/tunnel'],
    'Switch the public address on or off, choose the order of providers; refused when the environment decides',
    tunnelSettingsSchema.partial(),
    tunnelStatusSchema,
  ),
  'tunnel.retry': method(
    'operator',
    'station',
    ['POST', '/api/tunnel/retry'],
    'Check the public address or try to get one now',
    nothing,
    tunnelStatusSchema,
  ),
} as const;
