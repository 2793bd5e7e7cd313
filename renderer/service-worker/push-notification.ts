import { z } from 'zod';
import { type PushPayload, pushPayloadSchema } from '../../shared/schemas/push.ts';
import type { Clients } from './worker-scope.ts';

/** What a notification carries to its click. */
const targetSchema = z.object({
  path: z.string().max(200),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
});

type Shown = NotificationOptions & {
  readonly renotify?: boolean;
  readonly requireInteraction?: boolean;
  readonly vibrate?: readonly number[];
};

/** Browsers demand that every push is shown: one that cannot be read says at least that something happened. */
export async function showPush(registration: Pick<ServiceWorkerRegistration, 'showNotification'>, read: () => unknown): Promise<void> {
  const payload = payloadOf(read);
  if (payload) await registration.showNotification(payload.title, optionsOf(payload));
  else await registration.showNotification('SENTRA', { tag: 'unreadable', icon, badge, data: { path: '', url: null } });
}

/** The console that is open comes to the front at the incident; otherwise it is opened there. */
export async function openNotification(clients: Clients, data: unknown): Promise<void> {
  const target = targetSchema.catch({ path: '', url: null }).parse(data);
  if (target.url !== null) return void (await clients.openWindow(target.url));
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
  if (!page) return void (await clients.openWindow(`/${target.path}`));
  page.postMessage({ open: target.path });
  await page.focus();
}

const icon = '/icons/icon-192.png';
const badge = '/icons/badge-96.png';

function payloadOf(read: () => unknown): PushPayload | null {
  try {
    return pushPayloadSchema.parse(read());
  } catch {
    // Not JSON, or of a newer station.
    return null;
  }
}

/** An alert sounds again though one of its incident is there; what only corrects it does not. */
function optionsOf({ kind, body, tag, path, url, language, urgent }: PushPayload): Shown {
  const loud = kind === 'alert' || kind === 'test';
  return {
    body,
    tag,
    lang: language,
    icon,
    badge,
    data: { path, url },
    silent: !loud,
    renotify: loud,
    requireInteraction: urgent,
    ...(urgent ? { vibrate: [400, 150, 400, 150, 800] } : {}),
  };
}
