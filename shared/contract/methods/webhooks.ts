import { z } from 'zod';
import {
  webhookAttemptSchema,
  webhookEventNameSchema,
  webhookSchema,
  webhookSecretSchema,
  webhookUrlSchema,
} from '../../schemas/webhook.ts';
import { byId, done, method, nothing } from './method.ts';

/** Programs that are told what happens at the station. A test message goes by `channels.test`, with the webhook's id as the address. */
export const webhooksMethods = {
  'webhooks.list': method(
    'admin',
    'station',
    ['GET', '/api/webhooks'],
    'All webhooks, without their secrets',
    nothing,
    z.array(webhookSchema),
  ),
  'webhooks.register': method(
    'admin',
    'station',
    ['POST', '/api/webhooks/register'],
    'Tell an address of events by signed POST requests',
    z.object({ url: webhookUrlSchema, events: z.array(webhookEventNameSchema).max(10), secret: webhookSecretSchema }),
    webhookSchema,
  ),
  'webhooks.setEnabled': method(
    'admin',
    'station',
    ['PATCH', '/api/webhooks/:id'],
    'Switch a webhook on or off',
    byId.extend({ enabled: z.boolean() }),
    webhookSchema,
  ),
  'webhooks.delete': method('admin', 'station', ['DELETE', '/api/webhooks/:id'], 'Remove a webhook and its log', byId, done),
  'webhooks.deliveries': method(
    'admin',
    'station',
    ['GET', '/api/webhooks/:id/deliveries'],
    'The newest attempts to tell a webhook, newest first',
    byId,
    z.array(webhookAttemptSchema),
  ),
  'webhooks.replay': method(
    'admin',
    'station',
    ['POST', '/api/webhooks/:id/replay'],
    'Send a delivery of the log once more, under its old name',
    byId.extend({ delivery: webhookAttemptSchema.shape.delivery }),
    done,
  ),
} as const;
