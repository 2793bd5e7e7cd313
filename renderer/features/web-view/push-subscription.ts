import type { Client } from '../../../shared/contract/client.ts';
import type { PushDevice } from '../../../shared/schemas/push.ts';
import type { Language } from '../../app/state/preferences-store.ts';
import { type NoWorker, whyNoWorker } from './worker-page.ts';

/** Why push cannot be switched on here; null = it can. `denied`: a person said no to the browser. */
export type PushObstacle = NoWorker | 'denied';

export function pushObstacle(): PushObstacle | null {
  const obstacle = whyNoWorker();
  if (obstacle) return obstacle;
  if (!('PushManager' in window) || !('Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

const key = 'sentra.push-device';

/** Which of the person's devices this browser is; null = none. */
export const ownDeviceId = (): string | null => window.localStorage.getItem(key);

/** Asks for permission, subscribes with the push service of the browser's maker, and tells the station. Null when a person said no. */
export async function subscribe(client: Client, device: string, language: Language): Promise<PushDevice | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const { publicKey } = await client.call('push.publicKey', {});
  const registration = await navigator.serviceWorker.ready;
  // A subscription made with another station's key cannot be used.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  const made = await client.call('push.subscribe', {
    endpoint: endpoint ?? '',
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
    device,
    language,
  });
  window.localStorage.setItem(key, made.id);
  return made;
}

/** Ends it for one of the person's devices; on this one with the push service too. */
export async function unsubscribe(client: Client, id: string): Promise<void> {
  await client.call('push.unsubscribe', { id });
  if (id !== ownDeviceId()) return;
  window.localStorage.removeItem(key);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** A name the person will know the device by. */
export function deviceName(userAgent: string): string {
  const system = /iPhone|iPad|Android|Windows|Mac OS|Linux/.exec(userAgent)?.[0] ?? '';
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(userAgent)?.[0] ?? '';
  const named = { Edg: 'Edge', OPR: 'Opera' }[browser] ?? browser;
  return [named, system].filter(Boolean).join(', ') || 'Browser';
}
