import { mkdtempSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Handlers } from '../../../shared/contract/dispatch.ts';
import { type EventName, events } from '../../../shared/contract/events.ts';
import { methods } from '../../../shared/contract/methods.ts';
import type { Place } from '../../../shared/domain/reach.ts';
import { type Reach, type Role, wholeReach } from '../../../shared/schemas/user.ts';
import { AppError } from '../../../shared/errors.ts';
import type { VideoPiece } from '../../../shared/schemas/recording.ts';
import { createLogger } from '../logging/logger.ts';
import { recordedVideo } from '../recording/playback/playback-handlers.ts';
import type { SegmentRecord } from '../store/recording-repository.ts';
import type { SendFrame } from '../live/live-feed.ts';
import type { SendVideo } from '../live/video-feed.ts';
import { startWebServer, type WebServer } from './web-server.ts';

/** `a1` is reached by its site, `a2` by itself; `b1` belongs to somebody else. */
const reach: Reach = { all: false, siteIds: ['a'], cameraIds: ['a2'] };
const cameras = [
  { id: 'a1', siteId: 'a' },
  { id: 'a2', siteId: null },
  { id: 'b1', siteId: 'b' },
];
const placeOfCamera = (id: string): Place | null => {
  const camera = cameras.find((each) => each.id === id);
  return camera ? { cameraId: id, siteId: camera.siteId } : null;
};
/** An incident is named after its camera. */
const placeOfIncident = (id: string) => (id === 'desk' ? { cameraId: null, siteId: null } : placeOfCamera(id));

let server: WebServer;
let currentReach: Reach;
let sends: SendFrame[];
let videoSends: SendVideo[];
let streams: ServerResponse[];
const userListeners = new Set<(userId: string) => void>();
const sessionListeners = new Set<(sessionId: string) => void>();
const sockets: Socket[] = [];

beforeEach(async () => {
  currentReach = reach;
  [sends, videoSends, streams] = [[], [], []];
  const folder = mkdtempSync(join(tmpdir(), 'sentra-walk-'));
  writeFileSync(join(folder, 'photo.jpg'), 'photo');
  const listen =
    <T>(listeners: Set<T>) =>
    (listener: T) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
  server = await startWebServer({
    ...{ host: '127.0.0.1', port: 0, version: '1', consoleDir: join(folder, 'none'), cameras: structuredClone(cameras) },
    desk: {
      handlers: {} as Handlers,
      places: { camera: placeOfCamera, incident: placeOfIncident, site: (id) => ({ cameraId: null, siteId: id }) },
      onInternal: (error) => {
        throw error;
      },
    },
    guard: { allows: () => true, onChanged: () => () => undefined },
    auth: {
      authenticate: async (token, address) => {
        const role = /^token-(\w+)$/.exec(token)?.[1] as Role | undefined;
        if (!role) return null;
        const user = { id: `u-${role}`, username: role, role, reach: role === 'admin' ? wholeReach : currentReach, createdAtMs: 1 };
        return { user, sessionId: `s-${role}`, address };
      },
      touch: async () => true,
      onSessionEnded: listen(sessionListeners),
      onUserChanged: listen(userListeners),
    },
    media: {
      snapshot: async (cameraId) => ({ cameraId, seq: 1, capturedAtMs: 7, jpeg: new Uint8Array([1]) }),
      streamMjpeg: (_cameraId, response) =>
        new Promise((resolve) => {
          streams.push(response);
          response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace' });
          response.write('picture');
          response.once('close', resolve);
        }),
      photoPath: async () => join(folder, 'photo.jpg'),
      pushFrame: async () => undefined,
    },
    recordings: recordedVideo(
      {
        // A segment is named after its camera.
        file: async (id) => {
          if (!placeOfCamera(id)) throw new AppError('not_found', 'There is no such recording.');
          return { segment: { id, cameraId: id, bytes: 5, endMs: 1, open: false } as SegmentRecord, path: join(folder, 'photo.jpg') };
        },
        preview: async (_cameraId, atMs) => ({ jpeg: Buffer.from('picture'), atMs }),
        piece: async () => ({ piece: {} as VideoPiece, bytes: Buffer.from('video') }),
      },
      () => cameras,
    ),
    evidence: {
      clipFile: async () => join(folder, 'photo.jpg'),
      exportFile: async () => join(folder, 'photo.jpg'),
      noteAccess: async () => undefined,
    },
    createLiveFeed: (send, sendVideo) => {
      sends.push(send);
      videoSends.push(sendVideo);
      return {
        watch: ({ cameras: pictures, video }) =>
          void watched.push(...pictures.map(({ cameraId }) => cameraId), ...(video ? [`video of ${video.cameraId}`] : [])),
        close: () => undefined,
      };
    },
    status: async () => ({ inference: { state: 'running' }, cameras: {} }) as never,
    auditPages: async function* () {
      yield [];
    },
    metrics: new Registry(),
    receiveTelegramUpdate: async () => undefined,
    log: createLogger('silent'),
  } as Parameters<typeof startWebServer>[0]);
});
const watched: string[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  watched.length = 0;
  await server.close();
});

const get = (path: string, role: Role = 'operator') => fetch(server.address + path, { headers: { authorization: `Bearer token-${role}` } });

/** What each route that is no method of the contract needs. A route that is missing here fails the test below. */
const routes: Readonly<Record<string, 'camera' | 'incident' | 'export' | 'own-token' | 'admin' | 'public' | 'page' | 'method'>> = {
  'GET /api/cameras/:id/snapshot.jpg': 'camera',
  'GET /api/cameras/:id/live.mjpeg': 'camera',
  'GET /api/incidents/:id/photo.jpg': 'incident',
  'GET /api/recordings/segments/:file': 'camera',
  'GET /api/recordings/:cameraId/preview.jpg': 'camera',
  'GET /api/recordings/:cameraId/video.mp4': 'camera',
  'GET /api/incidents/:id/clips/:cameraId': 'incident',
  'GET /api/evidence/exports/:id/download': 'export',
  'POST /api/cameras/:id/frame': 'own-token',
  'POST /api/telegram/webhook': 'own-token',
  'GET /api/audit/export.jsonl': 'admin',
  'GET /health': 'public',
  'GET /metrics': 'public',
  // Signs in like any call and goes through the contract.
  'POST /send-emergency': 'method',
  'GET /': 'page',
};
const media = Object.entries(routes).filter(([, kind]) => kind === 'camera' || kind === 'incident');
const pathOf = (route: string, id: string) =>
  `${(route.split(' ')[1] ?? '').replace(':file', `${id}.mp4`).replaceAll(/:\w+/g, id)}${route.includes('/recordings/:cameraId/') ? '?atMs=5' : ''}`;

test('every route that is no method says here who may ask for it', () => {
  const contract = new Set(Object.values(methods).map(({ rest }) => rest.join(' ')));
  const others = server.routes.filter((route) => !contract.has(route) && !/^HEAD |^OPTIONS |\/api\/docs/.test(route));
  expect(others.sort()).toEqual(Object.keys(routes).sort());
});

test.each(media)('%s gives what is within reach, and answers for the rest as if it did not exist', async (route) => {
  const answer = async (id: string, role?: Role) => {
    const response = await get(pathOf(route, id), role);
    if (response.status === 200) await response.body?.cancel();
    return response.status === 200 ? 200 : [response.status, await response.text()];
  };
  for (const id of ['a1', 'a2']) expect([id, await answer(id)]).toEqual([id, 200]);
  expect(await answer('b1')).toEqual(await answer('nothing'));
  expect(await answer('b1')).toMatchObject([404, expect.stringContaining('There is no such')]);
  expect(await answer('b1', 'admin')).toBe(200);
});

test.each(media)('%s needs a sign-in, whatever the id', async (route) => {
  for (const id of ['a1', 'b1', 'nothing']) expect((await fetch(server.address + pathOf(route, id))).status).toBe(401);
});

test('an export is for operators; whether it holds something out of reach is asked for each', async () => {
  const path = '/api/evidence/exports/x1/download';
  expect([(await fetch(server.address + path)).status, (await get(path, 'responder')).status]).toEqual([401, 403]);
  const response = await get(path, 'operator');
  expect([response.status, await response.text()]).toEqual([200, 'photo']);
});

test('a player gets the piece of a clip that it asks for', async () => {
  const piece = async (range: string) => {
    const headers = { authorization: 'Bearer token-viewer', range };
    const response = await fetch(`${server.address}/api/incidents/a1/clips/a1`, { headers });
    return [response.status, response.headers.get('content-range'), await response.text()];
  };
  expect(await piece('bytes=1-2')).toEqual([206, 'bytes 1-2/5', 'ho']);
  expect(await piece('bytes=-2')).toEqual([206, 'bytes 3-4/5', 'to']);
  expect(await piece('bytes=3-99')).toEqual([206, 'bytes 3-4/5', 'to']);
  expect(await piece('bytes=9-')).toEqual([416, 'bytes */5', '']);
  expect(await piece('bytes=2-1')).toEqual([200, null, 'photo']);
  expect(await piece('lines=1-2')).toEqual([200, null, 'photo']);
});

test('a camera of the site that is itself out of reach shows no clip of an incident within reach', async () => {
  expect((await get('/api/incidents/a2/clips/b1', 'operator')).status).toBe(404);
  expect((await get('/api/incidents/a2/clips/b1', 'admin')).status).toBe(200);
});

test('private pictures are kept by no shared cache', async () => {
  for (const [route] of media.filter(([name]) => !name.includes('mjpeg'))) {
    const response = await get(pathOf(route, 'a1'));
    expect(response.headers.get('cache-control')).toMatch(/no-store|private/);
    await response.arrayBuffer();
  }
});

function connect(role: Role, path = '/'): Promise<Socket> {
  const socket = io(server.address + path, {
    auth: { token: `token-${role}` },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 10,
  });
  sockets.push(socket);
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)));
}

/** A payload of every event about a camera and its site; null = the event concerns everybody. The hub does not look at the rest. */
const about: { readonly [E in EventName]: ((cameraId: string, siteId: string | null) => object) | null } = {
  'receive-message': (cameraId) => ({ cameraId }),
  observation: (cameraId) => ({ cameraId }),
  'camera-changed': (id, siteId) => ({ id, siteId }),
  'camera-removed': (id) => ({ id }),
  'recording-changed': (cameraId) => ({ cameraId }),
  'site-changed': (_cameraId, siteId) => ({ id: siteId ?? 'none' }),
  'site-removed': (_cameraId, siteId) => ({ id: siteId ?? 'none' }),
  'incident-changed': (cameraId, siteId) => ({ cameraId, siteId }),
  'evidence-changed': (cameraId, siteId) => ({ cameraId, siteId }),
  'evidence-export': null,
  'station-status': null,
  'public-address': null,
  'model-download': null,
  'recording-disk': null,
  'remote-archive': null,
};

/** Everything the sockets hear until a message to everybody comes through, which is sent last. */
async function heardByEach(listening: readonly Socket[], send: () => void): Promise<[string, unknown][][]> {
  const all = listening.map(async (socket) => {
    const heard: [string, unknown][] = [];
    const isLast = new Promise<void>((resolve) => {
      socket.onAny((name: string, payload: { cameraId?: string | null }) => {
        heard.push([name, payload]);
        if (name === 'receive-message' && payload.cameraId === null) resolve();
      });
    });
    await isLast;
    socket.offAny();
    return heard.slice(0, -1);
  });
  send();
  tell('receive-message', { cameraId: null });
  return Promise.all(all);
}
const heardBy = async (socket: Socket, send: () => void) => (await heardByEach([socket], send))[0];
const tell = (name: EventName, payload: object) => server.hub.broadcast(name, payload as never);

test.each(Object.keys(events) as EventName[])('%s reaches those whom it concerns and nobody else', async (name) => {
  const make = about[name];
  const [limited, admin] = [await connect('viewer'), await connect('admin')];
  const all = make === null ? [{}] : [make('a1', 'a'), make('b1', 'b')];
  // One after the other: of observations a busy connection drops all but the newest, as it should.
  const [byLimited, byAdmin]: [string, unknown][][] = [[], []];
  for (const payload of all) {
    const [toLimited = [], toAdmin = []] = await heardByEach([limited, admin], () => tell(name, payload));
    byLimited?.push(...toLimited);
    byAdmin?.push(...toAdmin);
  }
  expect(byLimited).toEqual([[name, all[0]]]);
  expect(byAdmin).toEqual(all.map((payload) => [name, payload]));
});

test('a camera that is named by itself is told of, whatever its site', async () => {
  const socket = await connect('viewer');
  expect(await heardBy(socket, () => tell('observation', { cameraId: 'a2' }))).toHaveLength(1);
  expect(await heardBy(socket, () => tell('incident-changed', { cameraId: 'a2', siteId: 'b' }))).toHaveLength(1);
  expect(await heardBy(socket, () => tell('incident-changed', { cameraId: null, siteId: null }))).toHaveLength(1);
});

test('a camera that moves out of reach is gone for those who saw it, and one that moves in appears', async () => {
  const socket = await connect('viewer');
  const out = await heardBy(socket, () => tell('camera-changed', { id: 'a1', siteId: 'b' }));
  expect(out).toEqual([['camera-removed', { id: 'a1' }]]);
  expect(await heardBy(socket, () => tell('observation', { cameraId: 'a1' }))).toEqual([]);
  const back = await heardBy(socket, () => tell('camera-changed', { id: 'a1', siteId: 'a' }));
  expect(back).toEqual([['camera-changed', { id: 'a1', siteId: 'a' }]]);
  expect(await heardBy(socket, () => tell('observation', { cameraId: 'a1' }))).toHaveLength(1);
});

test('a changed reach takes effect on open connections at once: they come back with the new one', async () => {
  const socket = await connect('viewer');
  const admin = await connect('admin');
  currentReach = { all: false, siteIds: ['b'], cameraIds: [] };
  const again = new Promise((resolve) => socket.once('disconnect', () => socket.once('connect', () => resolve(true))));
  for (const listener of userListeners) listener('u-viewer');
  tell('observation', { cameraId: 'a1' });
  await again;
  const heard = await heardBy(socket, () => {
    tell('camera-changed', { id: 'a1', siteId: 'a' });
    tell('camera-changed', { id: 'b1', siteId: 'b' });
  });
  expect(heard).toEqual([['camera-changed', { id: 'b1', siteId: 'b' }]]);
  expect(admin.connected).toBe(true);
});

test('live pictures of a foreign camera are not sent, nor of one that moves away while it is watched', async () => {
  const socket = await connect('viewer', '/live');
  const wanted = ['a1', 'a2', 'b1', 'nothing'].map((cameraId) => ({ cameraId, maxFps: 5 }));
  expect(await socket.emitWithAck('watch', { cameras: wanted })).toEqual({ ok: true });
  expect(watched).toEqual(['a1', 'a2']);
  const seen: string[] = [];
  socket.on('frame', ({ cameraId }: { cameraId: string }, _jpeg: unknown, ack: () => void) => {
    seen.push(cameraId);
    ack();
  });
  const frame = (cameraId: string) => sends[0]?.({ cameraId, seq: 1, capturedAtMs: 1 }, new Uint8Array([1]));
  await frame('b1');
  await frame('a1');
  tell('camera-changed', { id: 'a1', siteId: 'b' });
  await frame('a1');
  await frame('a2');
  expect(seen).toEqual(['a1', 'a2']);
});

test('the video of a foreign camera is not sent, nor of one that moves away while it is watched', async () => {
  const socket = await connect('viewer', '/live');
  const watch = (cameraId: string) => socket.emitWithAck('watch', { cameras: [], video: { cameraId, form: 'packets' } });
  for (const cameraId of ['b1', 'nothing', 'a1']) expect(await watch(cameraId)).toEqual({ ok: true });
  expect(watched).toEqual(['video of a1']);
  const seen: string[] = [];
  socket.on('video', ({ cameraId }: { cameraId: string }, _bytes: unknown, ack: () => void) => {
    seen.push(cameraId);
    ack();
  });
  const packet = { kind: 'packet' as const, seq: 1, capturedAtMs: 1, mediaMs: 0, isKey: true };
  const send = (cameraId: string) => videoSends[0]?.({ ...packet, cameraId }, new Uint8Array([1]));
  await send('b1');
  await send('a1');
  tell('camera-changed', { id: 'a1', siteId: 'b' });
  await send('a1');
  await send('a2');
  expect(seen).toEqual(['a1', 'a2']);
});

test.each([
  ['two cameras', { cameras: [], video: [{ cameraId: 'a1', form: 'packets' }] }],
  ['a form that does not exist', { cameras: [], video: { cameraId: 'a1', form: 'raw' } }],
  ['a path for a camera', { cameras: [], video: { cameraId: '../a1', form: 'packets' } }],
])('video of %s is refused in words', async (_what, watch) => {
  const socket = await connect('viewer', '/live');
  expect(await socket.emitWithAck('watch', watch)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(watched).toEqual([]);
});

const tellAll = (listeners: ReadonlySet<(id: string) => void>, id: string) => {
  for (const listener of listeners) listener(id);
};

test.each([
  ['the reach changes', () => tellAll(userListeners, 'u-viewer')],
  ['the session ends', () => tellAll(sessionListeners, 's-viewer')],
  ['the camera moves away', () => tell('camera-changed', { id: 'a1', siteId: 'b' })],
])('a stream of pictures that is being watched ends when %s', async (_what, happen) => {
  const watching = await get('/api/cameras/a1/live.mjpeg', 'viewer');
  const others = await get('/api/cameras/a1/live.mjpeg', 'admin');
  const end = watching.text().then(
    () => 'ended',
    () => 'ended',
  );
  happen();
  expect(await end).toBe('ended');
  expect(streams.map((response) => response.destroyed)).toEqual([true, false]);
  await others.body?.cancel();
});
