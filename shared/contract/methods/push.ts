import { z } from 'zod';
import { pushDeviceSchema, pushSubscriptionInputSchema } from '../../schemas/push.ts';
import { byId, done, method, nothing } from './method.ts';

/** Web Push on one's own devices. */
export const pushMethods = {
  'push.publicKey': method(
    'viewer',
    'station',
    ['GET', '/api/push/public-key'],
    'Key a browser needs to subscribe (`applicationServerKey`), base64url',
    nothing,
    z.object({ publicKey: z.string().max(100) }),
  ),
  'push.list': method(
    'viewer',
    'station',
    ['GET', '/api/push/subscriptions'],
    'My devices that get Web Push',
    nothing,
    z.array(pushDeviceSchema),
  ),
  'push.subscribe': method(
    'viewer',
    'station',
    ['POST', '/api/push/subscriptions'],
    'Send Web Push to this browser; the same browser again takes the place of what it was before',
    pushSubscriptionInputSchema,
    pushDeviceSchema,
  ),
  'push.unsubscribe': method(
    'viewer',
    'station',
    ['DELETE', '/api/push/subscriptions/:id'],
    'No more Web Push to this device of mine',
    byId,
    done,
  ),
} as const;
