import { randomUUID } from 'node:crypto';
import type { Caller, Handlers } from '../../../../../shared/contract/dispatch.ts';
import { AppError } from '../../../../../shared/errors.ts';
import type { PushDevice } from '../../../../../shared/schemas/push.ts';
import type { NowMs } from '../../../clock.ts';
import type { PushRepository, PushSubscription } from '../../../store/push-repository.ts';
import type { VapidKeyRing } from './vapid-keys.ts';

export type PushHandlers = Pick<Handlers, 'push.publicKey' | 'push.subscribe' | 'push.unsubscribe' | 'push.list'>;

const mostDevices = 20;

/** The contract's `push.*`: everybody manages their own devices. */
export function createPushHandlers(push: PushRepository, keys: VapidKeyRing, nowMs: NowMs = Date.now): PushHandlers {
  return {
    'push.publicKey': async () => ({ publicKey: (await keys.keys()).publicKey }),
    'push.list': async (_input, caller) => (await push.ofUser(userIdOf(caller))).map(shown),
    'push.subscribe': async ({ endpoint, keys: { p256dh, auth }, device, language }, caller) => {
      const userId = userIdOf(caller);
      const others = (await push.ofUser(userId)).filter((known) => known.endpoint !== endpoint);
      if (others.length >= mostDevices) throw new AppError('conflict', 'You have too many devices: remove one first.');
      const subscription = {
        id: randomUUID(),
        userId,
        endpoint,
        p256dh,
        auth,
        device,
        language,
        createdAtMs: nowMs(),
        lastDeliveredAtMs: null,
      };
      await push.put(subscription);
      return shown(subscription);
    },
    'push.unsubscribe': async ({ id }, caller) => {
      if (!(await push.remove(id, userIdOf(caller)))) throw new AppError('not_found', 'You have no such device.');
      return { done: true };
    },
  };
}

function shown({ id, device, language, createdAtMs, lastDeliveredAtMs }: PushSubscription): PushDevice {
  return { id, device, language, createdAtMs, lastDeliveredAtMs };
}

function userIdOf({ user }: Caller): string {
  if (!user) throw new AppError('unauthenticated', 'Sign in first.');
  return user.id;
}
