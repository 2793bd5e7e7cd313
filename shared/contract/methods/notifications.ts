import { z } from 'zod';
import { incidentEventSchema, incidentSchema } from '../../schemas/incident.ts';
import {
  channelNameSchema,
  channelStateSchema,
  contactInputSchema,
  contactPatchSchema,
  contactSchema,
  deliveryReceiptSchema,
  languageSchema,
  notificationSettingsSchema,
} from '../../schemas/notification.ts';
import { idSchema } from '../../schemas/primitives.ts';
import { byId, done, method, nothing } from './method.ts';

/**
 * Who is told of incidents, over which channels, and what became of it. Contacts are for those who reach everything: a contact is told of
 * whatever cameras it is given.
 */
export const notificationsMethods = {
  'contacts.list': method(
    'operator',
    'whole',
    ['GET', '/api/contacts'],
    'People who are told of incidents',
    nothing,
    z.array(contactSchema),
  ),
  'contacts.create': method('operator', 'whole', ['POST', '/api/contacts'], 'Add a contact', contactInputSchema, contactSchema),
  'contacts.update': method(
    'operator',
    'whole',
    ['PATCH', '/api/contacts/:id'],
    'Change a contact',
    contactPatchSchema.extend({ id: idSchema }),
    contactSchema,
  ),
  'contacts.delete': method(
    'operator',
    'whole',
    ['DELETE', '/api/contacts/:id'],
    'Remove a contact; what was sent stays on record',
    byId,
    done,
  ),
  'channels.list': method(
    'operator',
    'station',
    ['GET', '/api/channels'],
    'How each channel is doing',
    nothing,
    z.array(channelStateSchema),
  ),
  'channels.test': method(
    'operator',
    'whole',
    ['POST', '/api/channels/:channel/test'],
    'Send a test message; answers once the service took or refused it',
    z.object({ channel: channelNameSchema, address: z.string().trim().min(1).max(300), language: languageSchema.default('en') }),
    done,
  ),
  'incidents.history': method(
    'viewer',
    { incident: 'id' },
    ['GET', '/api/incidents/:id/history'],
    'What happened to an incident, and who was told over which channel',
    byId,
    z.object({ events: z.array(incidentEventSchema), deliveries: z.array(deliveryReceiptSchema) }),
  ),
  'incidents.escalate': method(
    'responder',
    { incident: 'id' },
    ['POST', '/api/incidents/:id/escalate'],
    'Tell the next contacts, everybody, or sound the siren, without waiting',
    byId,
    incidentSchema,
  ),
  'settings.notifications': method(
    'viewer',
    'station',
    ['GET', '/api/settings/notifications'],
    'Escalation, cooldown and expiry',
    nothing,
    notificationSettingsSchema,
  ),
  'settings.updateNotifications': method(
    'admin',
    'station',
    ['PATCH', '/api/settings/notifications'],
    'Change escalation, cooldown and expiry',
    notificationSettingsSchema.partial(),
    notificationSettingsSchema,
  ),
} as const;
