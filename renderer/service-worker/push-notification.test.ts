import { expect, test, vi } from 'vitest';
import type { PushPayload } from '../../shared/schemas/push.ts';
import { openNotification, showPush } from './push-notification.ts';
import type { PageClient } from './worker-scope.ts';

const alert: PushPayload = {
  version: 1,
  kind: 'alert',
  incidentId: 'i1',
  title: 'Accident at Gate 2',
  body: 'Harbour Road, 14:05',
  tag: 'incident-i1',
  path: '#/incidents/i1',
  url: null,
  language: 'en',
  urgent: true,
};

async function shown(read: () => unknown) {
  const showNotification = vi.fn(async (_title: string, _options?: NotificationOptions) => undefined);
  await showPush({ showNotification }, read);
  expect(showNotification).toHaveBeenCalledOnce();
  return showNotification.mock.calls[0] ?? ['', undefined];
}

function browser(pages: Partial<PageClient>[]) {
  const posted = vi.fn();
  const focused = vi.fn();
  const openWindow = vi.fn(async () => null);
  const made = pages.map((page) => {
    const client: PageClient = {
      visibilityState: 'visible',
      postMessage: posted,
      focus: async () => {
        focused();
        return client;
      },
      ...page,
    };
    return client;
  });
  return { posted, focused, openWindow, clients: { claim: async () => undefined, matchAll: async () => made, openWindow } };
}

test('an alert stays on the screen, sounds again, and takes the place of what was shown of its incident', async () => {
  const [title, options] = await shown(() => alert);
  expect(title).toBe('Accident at Gate 2');
  expect(options).toMatchObject({ body: alert.body, tag: 'incident-i1', renotify: true, requireInteraction: true, silent: false });
});

test('an update of it is silent', async () => {
  const [, options] = await shown(() => ({ ...alert, kind: 'update', urgent: false }));
  expect(options).toMatchObject({ tag: 'incident-i1', silent: true, requireInteraction: false });
});

test.each([
  ['nothing', () => undefined],
  ['no JSON', () => JSON.parse('<html>')],
  ['another version', () => ({ ...alert, version: 2 })],
])('a push with %s is shown all the same', async (_name, read) => {
  const [title] = await shown(read);
  expect(title).toBe('SENTRA');
});

test('a click brings the open console to the incident', async () => {
  const { clients, posted, focused, openWindow } = browser([{ visibilityState: 'hidden' }]);
  await openNotification(clients, { path: '#/incidents/i1', url: null });
  expect(posted).toHaveBeenCalledWith({ open: '#/incidents/i1' });
  expect(focused).toHaveBeenCalledOnce();
  expect(openWindow).not.toHaveBeenCalled();
});

test('without an open console a click opens one there; a new address is opened itself', async () => {
  const { clients, openWindow } = browser([]);
  await openNotification(clients, { path: '#/incidents/i1', url: null });
  await openNotification(clients, { path: '', url: 'https://new.example/' });
  await openNotification(clients, { path: '', url: 'javascript:alert(1)' });
  expect(openWindow.mock.calls).toEqual([['/#/incidents/i1'], ['https://new.example/'], ['/']]);
});
