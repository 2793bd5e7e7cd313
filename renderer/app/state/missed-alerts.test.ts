import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Caller, dispatch, type Handlers } from '../../../shared/contract/dispatch.ts';
import { createIncidentHandlers } from '../../../electron/services/incidents/incident-handlers.ts';
import { type Rig, sighting, startRig } from '../../../electron/services/incidents/testing/rig.ts';
import { openStore, type Store } from '../../../electron/services/store/store.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { sampleRecordingStatus, sampleStatus } from '../../testing/samples.ts';
import { createSocketBridge } from '../bridge/socket-bridge.ts';
import { type ConsoleModel, createConsoleModel } from './console-model.ts';
import { memoryShelf } from './last-seen.ts';

/** Incidents as the station keeps and tells them: SQLite, the real service, a real socket; the rest of the station is answered for. */
let folder = '';
let store: Store;
let rig: Rig;
let http: HttpServer;
let io: Server;
let model: ConsoleModel | null = null;
let nowMs = 1_800_000_000_000;
const user = { id: 'u1', username: 'ann', role: 'responder' as const, reach: { all: true as const }, createdAtMs: 1 };
const caller: Caller = { user, sessionId: null, address: '127.0.0.1' };
const nowhere = () => ({ cameraId: null, siteId: null });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-missed-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
  // The page's wish for a fresh token is refused; the socket goes on.
  http = createServer((_request, response) => response.writeHead(401).end());
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  io = new Server(http);
  rig = startRig(store, folder, {
    nowMs: () => (nowMs += 1),
    onAlert: (message) => void io.emit('receive-message', message),
    onChanged: (incident) => void io.emit('incident-changed', incident),
  });
  const handlers = {
    ...createIncidentHandlers(rig.service),
    'auth.me': () => user,
    'cameras.list': () => [],
    'sites.list': () => [],
    'station.status': () => ({ ...sampleStatus(), nowMs }),
    'recordings.status': () => sampleRecordingStatus(),
  } as unknown as Handlers;
  const desk = { handlers, places: { camera: nowhere, incident: nowhere, site: nowhere }, onInternal: vi.fn() };
  io.on('connection', (socket) =>
    socket.on('call', (name: unknown, input: unknown, ack: (reply: unknown) => void) => {
      void dispatch(desk, caller, name, input).then(ack);
    }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  model?.close();
  vi.restoreAllMocks();
  await io.close();
  await rig.service.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (shelf = memoryShelf()) => {
  const console = createConsoleModel(createSocketBridge(`http://127.0.0.1:${(http.address() as AddressInfo).port}`), shelf);
  model = console;
  return console;
};
const raise = () => rig.service.raise(sighting({ atMs: nowMs }));
const connected = (console: ConsoleModel) =>
  vi.waitFor(() => {
    expect(console.session.getState()).toMatchObject({ connection: 'connected', user: { id: 'u1' } });
  }, 5_000);

test('a socket that drops in the middle of a burst loses no alert and shows none twice', async () => {
  const console = open();
  await connected(console);
  const shown: string[] = [];
  console.alerts.subscribe(({ waiting }, before) => {
    const known = new Set(before.waiting.map(({ id }) => id));
    for (const { id } of waiting) if (!known.has(id)) shown.push(id);
  });
  const raised: string[] = [];
  for (let n = 0; n < 220; n += 1) {
    raised.push((await raise()).id);
    // No farewell: the line is cut while messages are on their way. More come than one page holds.
    if (n === 20 || n === 210) for (const socket of io.sockets.sockets.values()) socket.conn.close();
  }
  await vi.waitFor(() => expect(shown.length).toBeGreaterThanOrEqual(220), 10_000);
  await connected(console);
  expect([...shown].sort()).toEqual([...raised].sort());
  expect(console.alerts.getState().waiting.map(({ id }) => id)).toEqual(raised);
});

test('a console that was closed for a day is told what came and went, once', async () => {
  const shelf = memoryShelf();
  const first = open(shelf);
  await connected(first);
  const seen = await raise();
  await vi.waitFor(() => expect(first.alerts.getState().waiting.map(({ id }) => id)).toEqual([seen.id]));
  await vi.waitFor(() => expect(shelf.getItem('sentra.last-seen')).not.toBeNull());
  first.close();

  nowMs += 60_000;
  const gone = await raise();
  await rig.service.update(gone.id, { status: 'false_alarm' }, 'ben');
  const open1 = await raise();
  nowMs += 24 * 3_600_000;
  const passed: Incident[][] = [];
  const second = open(shelf);
  second.onPassed((incidents) => passed.push([...incidents]));
  await vi.waitFor(() => expect(passed.flat().map(({ id, status }) => [id, status])).toEqual([[gone.id, 'false_alarm']]), 5_000);
  expect(second.alerts.getState().waiting.map(({ id }) => id)).toEqual([seen.id, open1.id]);
  second.close();

  const third = open(shelf);
  const again = vi.fn();
  third.onPassed(again);
  await vi.waitFor(() => expect(third.alerts.getState().waiting).toHaveLength(2), 5_000);
  await vi.waitFor(() => expect(third.places.getState().cameras).toEqual([]));
  expect(again).not.toHaveBeenCalled();
});
