import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Caller } from '../../../../shared/contract/dispatch.ts';
import { webhookEventSchema } from '../../../../shared/schemas/webhook.ts';
import { IncidentService } from '../../incidents/incident-service.ts';
import { sighting } from '../../incidents/testing/rig.ts';
import { createSealing } from '../../secrets/sealing.ts';
import { EventBus } from '../../station/event-bus.ts';
import { openStore } from '../../store/store.ts';
import { createNotifications } from '../notifications.ts';
import { createChannels } from './create-channels.ts';
import { noEnvironmentSettings } from './settings/environment-settings.ts';
import { json, loopbackServer } from './testing/loopback-server.ts';
import { memorySecrets } from './testing/memory-settings.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const log = { warn: () => undefined, error: () => undefined };

/** Store, notifications, channels and incidents as a station puts them together. */
async function station(fonnteUrl: string, dataDir = mkdtempSync(join(tmpdir(), 'sentra-channels-'))) {
  const store = await openStore({ file: join(dataDir, 'sentra.db') });
  const events = new EventBus();
  const onIncidentChanged = (incident: Parameters<typeof events.emit<'incident-changed'>>[1]) => events.emit('incident-changed', incident);
  const notifications = createNotifications({ store, owner: 'test', onIncidentChanged, localUrl: () => 'http://127.0.0.1', log });
  const channels = createChannels({
    ...{ store, notifications, events, log, publicUrl: () => 'https://gate.example', reachOf: async () => null },
    ...{ secrets: memorySecrets({ 'fonnte-token': 'token' }), sealing: createSealing(new Uint8Array(32).fill(1)) },
    environment: { ...noEnvironmentSettings, whatsapp: { apiUrl: fonnteUrl }, webhook: { allowPrivateAddresses: true } },
    incidents: { get: (id) => incidents.get(id), photoPath: (id) => incidents.photoPath(id) },
  });
  const planner = channels.planner(notifications.planner);
  const incidents: IncidentService = new IncidentService({
    store,
    dataDir,
    planner,
    onAlert: () => undefined,
    onChanged: onIncidentChanged,
    log,
  });
  const close = async () => {
    channels.close();
    await incidents.close();
    await notifications.close();
    await store.close();
  };
  await channels.start();
  return { store, events, notifications, channels, incidents, close, dataDir };
}

const nobody: Caller = { user: null, sessionId: null, address: '127.0.0.1' };
const contact = {
  ...{ name: 'Ann', language: 'en' as const, reach: { all: true as const }, kinds: ['accident' as const] },
  addresses: [{ channel: 'whatsapp' as const, address: '+6281234567890', enabled: true }],
  ...{ escalationLevel: 1, quietHours: null, addressNotices: true, enabled: true },
};
const hook = (url: string) => ({ url, secret: 'a long enough secret', events: ['incident.created' as const, 'incident.updated' as const] });

test('an incident reaches WhatsApp and webhooks at once, and its changes follow', async () => {
  const fonnte = await loopbackServer((_request, response) => json(response, 200, { status: true, id: ['1'] }));
  const receiver = await loopbackServer((_request, response) => json(response, 200, {}));
  closers.push(fonnte.close, receiver.close);
  const rig = await station(fonnte.url);
  closers.push(rig.close);
  await rig.notifications.contacts.create(contact);
  await rig.channels.handlers['webhooks.register'](hook(receiver.url), nobody);
  await rig.notifications.start();
  const incident = await rig.incidents.raise(sighting());
  await vi.waitFor(() => expect([fonnte.seen.length, receiver.seen.length > 0]).toEqual([1, true]), { timeout: 5_000 });
  expect(fonnte.seen[0]?.body.toString()).toContain(`https://gate.example/#/incidents/${incident.id}`);
  await rig.incidents.update(incident.id, { status: 'acknowledged' }, 'Ann');
  const told = () => receiver.seen.map(({ body }) => webhookEventSchema.parse(JSON.parse(body.toString())));
  await vi.waitFor(
    () =>
      expect(told()).toContainEqual(
        expect.objectContaining({ event: 'incident.updated', data: expect.objectContaining({ acknowledgedBy: 'Ann' }) }),
      ),
    { timeout: 5_000 },
  );
  expect(told().filter(({ event }) => event === 'incident.created')).toHaveLength(1);
});

test('a station that ends before it told a webhook tells it at the next start', async () => {
  const receiver = await loopbackServer((_request, response) => json(response, 200, {}));
  closers.push(receiver.close);
  const first = await station('http://127.0.0.1:1');
  await first.channels.handlers['webhooks.register'](hook(receiver.url), nobody);
  const incident = await first.incidents.raise(sighting());
  await first.close();
  expect(receiver.seen).toEqual([]);
  const second = await station('http://127.0.0.1:1', first.dataDir);
  closers.push(second.close);
  await second.notifications.start();
  await vi.waitFor(() => expect(receiver.seen).toHaveLength(1), { timeout: 5_000 });
  expect(receiver.seen[0]?.headers['x-sentra-delivery']).toMatch(`incident:${incident.id}:created:`);
});
