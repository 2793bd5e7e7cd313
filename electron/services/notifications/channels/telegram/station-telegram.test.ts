import { expect, test, vi } from 'vitest';
import { sighting, startRig } from '../../../incidents/testing/rig.ts';
import type { AuditEvent } from '../../../audit/audit-log.ts';
import type { CameraService } from '../../../cameras/camera-service.ts';
import { FrameHub } from '../../../live/frame-hub.ts';
import { bothDatabases } from '../../../store/testing/databases.ts';
import { createNotifications } from '../../notifications.ts';
import { stationTelegram } from './station-telegram.ts';
import { memorySecrets } from '../testing/memory-settings.ts';
import { TestTelegram } from './testing/telegram-server.ts';

const [sqlite] = bothDatabases();

test('from the incident to the hand and back: raised, sent by the outbox, taken by a tap, edited in every chat', async () => {
  const server = await TestTelegram.start();
  const { open, folder } = await sqlite.create();
  const store = await open();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const notifications = createNotifications({
    store,
    owner: 'test',
    onIncidentChanged: () => undefined,
    localUrl: () => 'http://10.0.0.1:4001',
    log,
  });
  const { service: incidents } = startRig(store, folder, {
    planner: notifications.planner,
    photoDeadlineMs: 10_000,
    storeDeadlineMs: 10_000,
  });
  const audited: AuditEvent[] = [];
  const telegram = stationTelegram({
    ...{
      store,
      notifications,
      hub: new FrameHub(),
      apiUrl: server.apiUrl,
      log,
      secrets: memorySecrets({ 'telegram-bot-token': server.token }),
    },
    incidents: () => incidents,
    cameras: () => ({ list: () => [] }) as unknown as CameraService,
    audit: { record: async (event) => void audited.push(event) },
  });
  try {
    await notifications.start();
    await telegram.start();
    const person = {
      language: 'id' as const,
      reach: { all: true as const },
      kinds: ['accident' as const],
      quietHours: null,
      addressNotices: false,
    };
    const ann = await notifications.contacts.create({ ...person, name: 'Ann', addresses: [], escalationLevel: 1, enabled: true });
    const budi = await notifications.contacts.create({ ...person, name: 'Budi', addresses: [], escalationLevel: 1, enabled: true });
    await notifications.contacts.create({
      ...person,
      name: 'Cici',
      addresses: [{ channel: 'telegram', address: '103', enabled: true }],
      escalationLevel: 2,
      enabled: true,
    });
    const caller = { user: null, sessionId: null, address: 'test' };
    for (const [chatId, contact] of [['101', ann] as const, ['102', budi] as const]) {
      const { code } = await telegram.handlers['telegram.createCode']({ contactId: contact.id }, caller as never);
      await server.write(chatId, `/start ${code}`);
      await vi.waitFor(() => expect(notifications.contacts.findByAddress('telegram', chatId)?.id).toBe(contact.id), { timeout: 5_000 });
    }
    const incident = await incidents.raise(sighting());
    const alertIn = (chatId: string) => server.chat(chatId).find(({ photo }) => photo !== null);
    await vi.waitFor(() => expect([alertIn('101'), alertIn('102')]).not.toContain(undefined), { timeout: 10_000, interval: 10 });
    expect(server.chat('103')).toEqual([]);

    // Everybody who was told declines: the next level is told without waiting a minute.
    await server.tap('101', alertIn('101')?.messageId ?? 0, `decline:${incident.id}`);
    await server.tap('102', alertIn('102')?.messageId ?? 0, `decline:${incident.id}`);
    await vi.waitFor(() => expect(alertIn('103')).toBeDefined(), { timeout: 10_000, interval: 10 });

    await server.tap('103', alertIn('103')?.messageId ?? 0, `take:${incident.id}`);
    await vi.waitFor(
      () => {
        for (const chatId of ['101', '102', '103']) expect(alertIn(chatId)?.text).toContain('Ditangani oleh <b>Cici</b>');
      },
      { timeout: 15_000, interval: 10 },
    );
    const history = await store.incidentEvents.ofIncident(incident.id);
    expect(history.find(({ kind }) => kind === 'acknowledged')).toMatchObject({ who: 'Cici', via: 'telegram' });
    const taken = { action: 'incidents.update', target: incident.id, address: 'telegram', outcome: 'done' };
    expect(audited).toContainEqual(expect.objectContaining({ ...taken, user: expect.objectContaining({ username: 'Cici' }) }));

    await server.write('102', '/disarm');
    await vi.waitFor(() => expect(audited.map(({ action, outcome }) => `${action} ${outcome}`)).toContain('telegram.disarm done'));
  } finally {
    await telegram.close();
    await incidents.close();
    await notifications.close();
    await server.stop();
  }
}, 60_000);
