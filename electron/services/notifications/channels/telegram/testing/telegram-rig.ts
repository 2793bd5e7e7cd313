import { randomUUID } from 'node:crypto';
import type { Camera } from '../../../../../../shared/schemas/camera.ts';
import type { Incident } from '../../../../../../shared/schemas/incident.ts';
import type { Contact } from '../../../../../../shared/schemas/notification.ts';
import { isClosed } from '../../../../../../shared/domain/incident-life-cycle.ts';
import type { Frame } from '../../../../cameras/frame.ts';
import type { IncidentService } from '../../../../incidents/incident-service.ts';
import { sampleCamera } from '../../../../store/testing/samples.ts';
import { sighting, startRig } from '../../../../incidents/testing/rig.ts';
import type { TestDatabase } from '../../../../store/testing/databases.ts';
import type { Store } from '../../../../store/store.ts';
import { Pauses } from '../../../pauses.ts';
import { createTelegram, type Telegram, type TelegramOptions } from '../create-telegram.ts';
import { memorySecrets } from '../../testing/memory-settings.ts';
import type { TestTelegram } from './telegram-server.ts';

export const quick = { holdS: 2, answerMs: 10_000, firstRetryMs: 10, longestRetryMs: 20, webhookCheckMs: 50 };

/** A station's Telegram over a real database, real incidents and a real HTTP server. */
export interface TelegramRig {
  readonly telegram: Telegram;
  readonly incidents: IncidentService;
  readonly contacts: Contact[];
  readonly cameras: Camera[];
  readonly frames: Map<string, Frame>;
  readonly declined: string[];
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly store: Store;
  readonly pauses: Pauses;
  /** What the bot works with, for tests that replace a part. */
  readonly ports: Pick<TelegramOptions, 'incidents'>;
  /** Every line logged, as text. */
  readonly log: string[];
  setAddress(url: string | null): void;
  raise(overrides?: Parameters<typeof sighting>[0]): Promise<Incident>;
  /** Sends an alert the way the outbox does. */
  alert(incident: Incident, chatId: string, key?: string): Promise<unknown>;
  /** Tells every chat that got the alert how the incident stands, as update notices do. */
  update(incident: Incident, ...chatIds: string[]): Promise<void>;
  close(): Promise<void>;
}

export function sampleContact(name: string, chatId: string | null, overrides: Partial<Contact> = {}): Contact {
  const addresses: Contact['addresses'] = chatId === null ? [] : [{ channel: 'telegram', address: chatId, enabled: true }];
  const who = { id: `contact-${name.toLowerCase()}`, name, language: 'en' as const, addresses, reach: { all: true as const } };
  const rest = { kinds: [], escalationLevel: 1, quietHours: null, addressNotices: true, enabled: true, createdAtMs: 0 };
  return { ...who, ...rest, ...overrides };
}

/** A camera that is live and has a place only if the test gives it one. */
export function sampleCameraView(overrides: Partial<Camera> = {}): Camera {
  const { deviceTokenHash: _hash, ...record } = sampleCamera({ latitude: null, longitude: null });
  const state: Camera['state'] = {
    ...{ status: 'live', sinceMs: 0, cause: null, nextAttemptAtMs: null, lastFrameAtMs: null, fps: 5, width: 0, height: 0, reconnects: 0 },
    analysis: 'running',
  };
  return { ...record, state, ...overrides };
}

export async function startTelegramRig(
  server: TestTelegram,
  database: TestDatabase,
  overrides: Partial<TelegramOptions> = {},
): Promise<TelegramRig> {
  const store = await database.open();
  const { service: incidents } = startRig(store, database.folder, { photoDeadlineMs: 10_000, storeDeadlineMs: 10_000 });
  const contacts: Contact[] = [];
  const cameras: Camera[] = [];
  const frames = new Map<string, Frame>();
  const declined: string[] = [];
  const log: string[] = [];
  const note = (fields: unknown, text?: string) => void log.push(`${inspect(fields)} ${text ?? ''}`);
  const pauses = new Pauses(store.pauses, Date.now);
  await pauses.refresh();
  const secrets = memorySecrets({ 'telegram-bot-token': server.token });
  let url: string | null = 'https://station.example';
  const addressListeners = new Set<() => void>();
  const ports: TelegramRig['ports'] = {
    incidents: {
      get: (id) => incidents.get(id),
      waiting: async () =>
        (await incidents.list({ limit: 50 })).incidents.filter(({ status }) => status !== 'acknowledged' && !isClosed(status)),
      update: (id, patch, who) => incidents.update(id, patch, who.name),
      photoPath: (id) => incidents.photoPath(id),
      declined: (incidentId, contactId) => void declined.push(`${incidentId} ${contactId}`),
    },
  };
  const telegram = createTelegram({
    ...{ store, secrets, pauses, apiUrl: server.apiUrl, clipOf: null, timings: quick, log: { info: note, warn: note, error: note } },
    ...ports,
    contacts: {
      byChat: async (chatId) => contacts.find(({ addresses }) => addresses.some(({ address }) => address === chatId)) ?? null,
      link: async (contactId, chatId) => {
        const index = contacts.findIndex(({ id }) => id === contactId);
        const contact = contacts[index];
        if (!contact) return null;
        const linked = { ...contact, addresses: [{ channel: 'telegram' as const, address: chatId, enabled: true }] };
        contacts[index] = linked;
        return linked;
      },
      moveChat: async (from, to) => {
        for (const [index, contact] of contacts.entries()) {
          contacts[index] = {
            ...contact,
            addresses: contact.addresses.map((each) => (each.address === from ? { ...each, address: to } : each)),
          };
        }
      },
    },
    contact: async (id) => contacts.find((contact) => contact.id === id) ?? null,
    cameras: { list: () => cameras, latestFrame: (id) => frames.get(id) ?? null },
    address: {
      current: () => url,
      onChanged: (listener) => {
        addressListeners.add(listener);
        return () => void addressListeners.delete(listener);
      },
    },
    ...overrides,
  });
  await telegram.start();
  const send = (incidentId: string, kind: 'alert' | 'update', chatId: string, idempotencyKey: string) => {
    const language = contacts.find(({ addresses }) => addresses.some(({ address }) => address === chatId))?.language ?? 'en';
    return telegram.channel.send(
      { idempotencyKey, recipient: chatId, notice: { kind, incidentId, language }, attempt: 0 },
      new AbortController().signal,
    );
  };
  return {
    ...{ telegram, incidents, contacts, cameras, frames, declined, secrets, log, ports, store, pauses },
    setAddress: (next) => {
      url = next;
      for (const listener of addressListeners) listener();
    },
    raise: (given) => incidents.raise(sighting(given)),
    alert: (incident, chatId, key = randomUUID()) => send(incident.id, 'alert', chatId, key),
    update: async (incident, ...chatIds) => {
      await Promise.all(chatIds.map((chatId) => send(incident.id, 'update', chatId, randomUUID())));
    },
    close: async () => {
      await telegram.close();
      await incidents.close();
      await store.close();
    },
  };
}

function inspect(fields: unknown): string {
  return JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value,
  );
}
