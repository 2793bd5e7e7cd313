import { z } from 'zod';
import { languageSchema } from './notification.ts';
import { idSchema, nameSchema, timeMsSchema } from './primitives.ts';

const base64Url = z.string().regex(/^[A-Za-z0-9_-]+=*$/, 'must be base64url');

/** What `PushSubscription.toJSON()` gives in a browser. @see https://www.w3.org/TR/push-api/ */
export const pushSubscriptionInputSchema = z.object({
  endpoint: z.url().max(1000),
  keys: z.object({ p256dh: base64Url.min(80).max(100), auth: base64Url.min(20).max(30) }),
  /** Name of the device, as its owner will know it in the list. */
  device: nameSchema,
  language: languageSchema,
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionInputSchema>;

/** A device that gets Web Push, as its owner sees it: without the keys, and without the endpoint, which is a secret of the push service. */
export const pushDeviceSchema = z.object({
  id: idSchema,
  device: nameSchema,
  language: languageSchema,
  createdAtMs: timeMsSchema,
  lastDeliveredAtMs: timeMsSchema.nullable(),
});
export type PushDevice = z.infer<typeof pushDeviceSchema>;

/**
 * What a service worker gets, as JSON: `event.data.json()`. Show it with `tag` = `tag`, so that an update takes the place of the alert
 * and a repeated alert is shown once. `path` opens the console at the incident; it is relative to the page the worker belongs to.
 */
export const pushPayloadSchema = z.object({
  version: z.literal(1),
  kind: z.enum(['alert', 'update', 'clip', 'address', 'test']),
  /** Incident; null for notices that are about none. */
  incidentId: idSchema.nullable(),
  title: z.string().max(120),
  /** Place and time. */
  body: z.string().max(400),
  tag: z.string().max(80),
  path: z.string().max(200),
  /** The console's newest public address, in `address` notices only. */
  url: z.url().max(500).nullable(),
  language: languageSchema,
  /** An alert that nobody may overlook: keep it on the screen until the person acts. */
  urgent: z.boolean(),
});
export type PushPayload = z.infer<typeof pushPayloadSchema>;
