import { z } from 'zod';
import { cameraCauseSchema } from './camera.ts';
import { incidentSchema } from './incident.ts';
import { idSchema, timeMsSchema } from './primitives.ts';

const cameraFacts = z.object({
  id: idSchema,
  name: z.string().max(80),
  location: z.string().max(200),
  siteId: idSchema.nullable(),
  /** Since when it is so. */
  sinceMs: timeMsSchema,
  /** Why it is offline; null when it is live. */
  cause: cameraCauseSchema.nullable(),
});

/** What happens at a station, as programs outside are told: the body of a webhook. `id` is the same for every webhook and every retry. */
export const webhookEventSchema = z.discriminatedUnion('event', [
  z.object({ id: z.string().max(200), event: z.literal('incident.created'), atMs: timeMsSchema, data: incidentSchema }),
  z.object({ id: z.string().max(200), event: z.literal('incident.updated'), atMs: timeMsSchema, data: incidentSchema }),
  z.object({ id: z.string().max(200), event: z.literal('camera.offline'), atMs: timeMsSchema, data: cameraFacts }),
  z.object({ id: z.string().max(200), event: z.literal('camera.live'), atMs: timeMsSchema, data: cameraFacts }),
  z.object({
    id: z.string().max(200),
    event: z.literal('station.address'),
    atMs: timeMsSchema,
    /** Null = the station can no longer be reached from outside. */
    data: z.object({ url: z.url().max(500).nullable() }),
  }),
  z.object({ id: z.string().max(200), event: z.literal('test'), atMs: timeMsSchema, data: z.object({ message: z.string().max(200) }) }),
]);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

/** Events a webhook may ask for. `test` reaches it whatever it asked for. */
export const webhookEventNames = ['incident.created', 'incident.updated', 'camera.offline', 'camera.live', 'station.address'] as const;
export const webhookEventNameSchema = z.enum(webhookEventNames);
export type WebhookEventName = z.infer<typeof webhookEventNameSchema>;

export const webhookUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .max(1000)
  .regex(/^https?:\/\/[^/?#@\\]+([/?#]|$)/i, 'must not carry a user name or password: the signature says who calls');

/** Key of the signatures, shared with the receiver. */
export const webhookSecretSchema = z.string().min(16, 'must be at least 16 characters').max(200);

export const webhookSchema = z.object({
  id: idSchema,
  url: z.string().max(1000),
  events: z.array(webhookEventNameSchema).max(10),
  enabled: z.boolean(),
  createdAtMs: timeMsSchema,
  lastDeliveredAtMs: timeMsSchema.nullable(),
  /** Why the last attempt failed, in words; null = it went well, or there was none. */
  lastError: z.string().max(500).nullable(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** One attempt to tell a webhook of one event. */
export const webhookAttemptSchema = z.object({
  id: idSchema,
  webhookId: idSchema,
  /** `x-sentra-delivery`: the same over retries and replays of one event. */
  delivery: z.string().max(300),
  event: z.string().max(60),
  atMs: timeMsSchema,
  durationMs: z.number().int().min(0),
  /** HTTP status; null = no answer at all. */
  status: z.number().int().nullable(),
  /** In words; null = it was taken. */
  error: z.string().max(500).nullable(),
});
export type WebhookAttempt = z.infer<typeof webhookAttemptSchema>;
