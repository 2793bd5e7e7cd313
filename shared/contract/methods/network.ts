import { networkSettingsSchema } from '../../schemas/network.ts';
import { method, nothing } from './method.ts';

/** Who may reach the station over the network. */
export const networkMethods = {
  'network.settings': method(
    'admin',
    'station',
    ['GET', '/api/settings/network'],
    'Addresses that are let in',
    nothing,
    networkSettingsSchema,
  ),
  'network.update': method(
    'admin',
    'station',
    ['PUT', '/api/settings/network'],
    'Let in only these addresses; refused when it would shut out whoever asks',
    networkSettingsSchema,
    networkSettingsSchema,
  ),
} as const;
