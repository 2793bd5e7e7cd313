import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type MjpegServer, type MjpegServerOptions, startMjpegServer } from '../../../e2e/servers/mjpeg-server.ts';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { FrameHub } from '../live/frame-hub.ts';
import type { CameraRecord, CameraRepository } from './camera-record.ts';
import { CameraService, type CameraServiceOptions } from './camera-service.ts';
import { defaultSupervisorTimings } from './camera-supervisor.ts';
import { createSourceRegistry } from './default-sources.ts';
import { PushInbox } from './push-inbox.ts';

/** A busy machine may take its time; what is waited for comes at once on an idle one. */
const patiently = { timeout: 8000 };

let pictures: Buffer[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  pictures = await testPictures(2);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

class MemoryRepository implements CameraRepository {
  readonly records = new Map<string, CameraRecord>();
  list = async () => [...this.records.values()];
  get = async (id: string) => this.records.get(id) ?? null;
  insert = async (record: CameraRecord) => void this.records.set(record.id, record);
  update = async (record: CameraRecord) => void this.records.set(record.id, record);
  remove = async (id: string) => this.records.delete(id);
}

async function camera(change: Partial<MjpegServerOptions> = {}): Promise<MjpegServer> {
  const server = await startMjpegServer({ pictures, fps: 30, ...change });
  closers.push(() => server.close());
  return server;
}

async function station(change: Partial<CameraServiceOptions> = {}) {
  const repository = new MemoryRepository();
  const hub = new FrameHub();
  const push = new PushInbox();
  const changed: Camera[] = [];
  const stored: CameraRecord[] = [];
  const removed: string[] = [];
  const bugs: unknown[] = [];
  const service = new CameraService({
    ...{ repository, hub, push, sources: createSourceRegistry({ push }) },
    timings: { ...defaultSupervisorTimings, tickMs: 50, firstFrameMs: 1500, stallMs: 600, backOff: { firstMs: 50, maxMs: 200 } },
    analysisOf: (record) => (record.analysis.enabled ? 'running' : 'off'),
    onChanged: (each) => changed.push(each),
    onStored: (record) => stored.push(record),
    onRemoved: (id) => removed.push(id),
    onBug: (error) => bugs.push(error),
    ...change,
  });
  closers.push(async () => {
    await service.close();
    expect(bugs).toEqual([]);
  });
  await service.start();
  return { service, repository, hub, changed, stored, removed };
}

test('a camera is saved once it showed a picture, live, over the very connection that was tried', async () => {
  const server = await camera({ singleClient: true });
  const { service, repository, stored } = await station();
  const created = await service.create({ name: 'Gate', url: server.url, location: 'North gate' });
  expect(created).toMatchObject({ name: 'Gate', location: 'North gate', enabled: true, analysis: { enabled: true, fps: 5 } });
  expect(created.state).toMatchObject({ status: 'live', width: 640, height: 360, analysis: 'running' });
  expect(repository.records.get(created.id)?.url).toBe(server.url);
  expect(stored.map(({ id }) => id)).toEqual([created.id]);
  expect(server.requests()).toBe(1);
  expect(service.list()).toHaveLength(1);
});

test.each([
  ['web-page', 'no_video'],
  ['unauthorized', 'unauthorized'],
  ['not-found', 'not_found'],
  ['garbage', 'no_video'],
  ['slow-loris', 'timeout'],
  ['stall', 'timeout'],
] as const)('of an address that answers %s nothing is saved, and the cause is %s', async (fault, cause) => {
  const server = await camera({ fault });
  const { service, repository, changed, hub } = await station();
  await expect(service.create({ name: 'Gate', url: server.url })).rejects.toMatchObject({ code: 'camera_unreachable', details: { cause } });
  expect(repository.records.size).toBe(0);
  expect(service.list()).toEqual([]);
  expect(changed).toEqual([]);
  expect(hub.latest('gate')).toBeNull();
  await expect.poll(() => server.viewers(), patiently).toBe(0);
});

test('a camera that is not mounted yet can be saved without a look', async () => {
  const server = await camera({ fault: 'not-found' });
  const { service } = await station();
  const created = await service.create({ name: 'Later', url: server.url, skipCheck: true });
  await expect.poll(() => service.get(created.id).state, patiently).toMatchObject({ status: 'offline', cause: { code: 'not_found' } });
  server.setFault('none');
  await expect.poll(() => service.get(created.id).state.status, patiently).toBe('live');
});

test('credentials are stored, never shown, and survive an edit of something else', async () => {
  const server = await camera({ basicAuth: { username: 'admin', password: 'hunter22' } });
  const url = server.url.replace('//', '//admin:hunter22@');
  const { service, repository, changed } = await station();
  const created = await service.create({ name: 'Gate', url });
  expect(created.url).toBe(server.url.replace('//', '//***:***@'));
  await service.update(created.id, { name: 'North gate', url: created.url });
  expect(repository.records.get(created.id)).toMatchObject({ name: 'North gate', url });
  expect(JSON.stringify([changed, service.list()])).not.toContain('hunter22');
  await expect(service.update(created.id, { url: 'http://***:***@127.0.0.1:1/stream' })).rejects.toMatchObject({ code: 'invalid_input' });
  expect(server.requests()).toBe(1);
});

test('looking at an address that a camera uses does not connect to it again', async () => {
  const server = await camera({ singleClient: true });
  const { service } = await station();
  const created = await service.create({ name: 'Gate', url: server.url });
  expect(await service.probe(server.url)).toMatchObject({ codec: 'mjpeg', width: 640, height: 360 });
  expect(await service.probe(created.url)).toMatchObject({ width: 640 });
  expect(server.requests()).toBe(1);
});

test('looking at a new address lets go of it again', async () => {
  const server = await camera();
  const { service } = await station();
  const probe = await service.probe(server.url);
  expect(probe).toMatchObject({ codec: 'mjpeg', width: 640, height: 360 });
  expect(probe.firstFrameMs).toBeLessThan(1500);
  await expect.poll(() => server.viewers(), patiently).toBe(0);
  await expect(service.probe('push:')).rejects.toMatchObject({ code: 'invalid_input' });
});

test('saving right after a look works with a device that serves one client', async () => {
  const server = await camera({ singleClient: true });
  const { service } = await station();
  await service.probe(server.url);
  expect((await service.create({ name: 'Gate', url: server.url })).state.status).toBe('live');
  expect(server.mostViewers()).toBe(1);
});

test('a new address that shows nothing leaves the camera as it was', async () => {
  const server = await camera();
  const { service, repository } = await station();
  const created = await service.create({ name: 'Gate', url: server.url });
  const wrong = `http://127.0.0.1:${server.port}/stream?${'x'.repeat(5)}`;
  server.setFault('web-page');
  await expect(service.update(created.id, { url: wrong })).rejects.toMatchObject({ details: { cause: 'no_video' } });
  server.setFault('none');
  expect(repository.records.get(created.id)?.url).toBe(server.url);
  await expect.poll(() => service.get(created.id).state.status, patiently).toBe('live');
});

test('a new address on the same device is tried with one connection, on another device beside the present one', async () => {
  const server = await camera({ singleClient: true });
  const { service, hub } = await station();
  const created = await service.create({ name: 'Gate', url: server.url });
  const seqBefore = hub.latest(created.id)?.seq ?? 0;
  await service.update(created.id, { url: `${server.url}?res=2` });
  expect(service.get(created.id).state.status).toBe('live');
  expect(hub.latest(created.id)?.seq).toBeGreaterThan(seqBefore);
  expect(server.mostViewers()).toBe(1);
});

test('switching off closes the connection, switching on opens it', async () => {
  const server = await camera();
  const { service, hub } = await station();
  const { id } = await service.create({ name: 'Gate', url: server.url });
  expect((await service.update(id, { enabled: false })).state).toMatchObject({ status: 'disabled', fps: 0 });
  await expect.poll(() => server.viewers(), patiently).toBe(0);
  expect(hub.latest(id)).toBeNull();
  await service.update(id, { enabled: true });
  await expect.poll(() => service.get(id).state.status, patiently).toBe('live');
});

test('analysis settings are merged, and told to whoever works by them', async () => {
  const server = await camera();
  const { service, stored } = await station();
  const { id } = await service.create({ name: 'Gate', url: server.url, analysis: { fps: 2 } });
  await service.update(id, { analysis: { classes: ['car'] } });
  expect(stored.at(-1)?.analysis).toMatchObject({ fps: 2, classes: ['car'], enabled: true });
  expect((await service.update(id, { analysis: { enabled: false } })).state.analysis).toBe('off');
});

test('a removed camera is gone: connection, record, latest picture', async () => {
  const server = await camera();
  const { service, repository, hub, removed } = await station();
  const { id } = await service.create({ name: 'Gate', url: server.url });
  await service.remove(id);
  expect(repository.records.size).toBe(0);
  expect(hub.latest(id)).toBeNull();
  expect(removed).toEqual([id]);
  await expect.poll(() => server.viewers(), patiently).toBe(0);
  expect(() => service.get(id)).toThrow(expect.objectContaining({ code: 'not_found' }));
  await expect(service.remove(id)).rejects.toMatchObject({ code: 'not_found' });
});

test('cameras come back after a restart', async () => {
  const server = await camera();
  const first = await station();
  const { id } = await first.service.create({ name: 'Gate', url: server.url });
  await first.service.close();
  const second = await station({ repository: first.repository });
  expect(second.stored.map((record) => record.id)).toEqual([id]);
  await expect.poll(() => second.service.get(id).state.status, patiently).toBe('live');
});

test('a stall is told with its cause, and the camera comes back', async () => {
  const server = await camera();
  const { service } = await station();
  const { id } = await service.create({ name: 'Gate', url: server.url });
  server.setFault('stall');
  await expect.poll(() => service.get(id).state, { timeout: 3000 }).toMatchObject({ status: 'offline', cause: { code: 'stalled' } });
  server.setFault('none');
  await expect.poll(() => service.get(id).state, { timeout: 3000 }).toMatchObject({ status: 'live', cause: null });
});

test('a stream cut in the middle of a picture delivers no half picture and comes back', async () => {
  const server = await camera();
  const { service, hub } = await station();
  const { id } = await service.create({ name: 'Gate', url: server.url });
  const seen: Uint8Array[] = [];
  hub.onFrame(id, ({ jpeg }) => seen.push(jpeg));
  server.setFault('cut');
  await expect.poll(() => service.get(id).state.cause?.code, patiently).toBe('ended');
  server.setFault('none');
  await expect.poll(() => service.get(id).state.status, patiently).toBe('live');
  expect(seen.every((jpeg) => pictures.some((picture) => picture.equals(jpeg)))).toBe(true);
});

test('the station takes no more cameras than it is allowed', async () => {
  const server = await camera();
  const { service } = await station({ maxCameras: 1 });
  await service.create({ name: 'One', url: server.url });
  await expect(service.create({ name: 'Two', url: server.url })).rejects.toMatchObject({ code: 'conflict' });
});

test('a site that does not exist is refused', async () => {
  const server = await camera();
  const { service, repository } = await station({ siteExists: async (id) => id === 'office' });
  await expect(service.create({ name: 'Gate', url: server.url, siteId: 'moon' })).rejects.toMatchObject({ code: 'invalid_input' });
  expect(repository.records.size).toBe(0);
  expect((await service.create({ name: 'Gate', url: server.url, siteId: 'office' })).siteId).toBe('office');
});

test('a scheme that no source serves is refused in words', async () => {
  const { service } = await station();
  await expect(service.create({ name: 'Demo', url: 'demo:collision' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a file that is no video is refused with its cause', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sentra-camera-'));
  closers.push(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'notes.txt'), 'words');
  const { service } = await station({ timings: defaultSupervisorTimings });
  const url = pathToFileURL(join(folder, 'notes.txt')).href;
  await expect(service.create({ name: 'File', url })).rejects.toMatchObject({ details: { cause: 'no_video' } });
});

test('a device pushes its frames with its token', async () => {
  const { service, hub, repository } = await station();
  const { id, deviceToken = '', state } = await service.create({ name: 'Pusher', url: 'push:' });
  expect(state.status).toBe('connecting');
  expect(JSON.stringify([...repository.records.values()])).not.toContain(deviceToken);
  const [picture = Buffer.alloc(0)] = pictures;
  service.pushFrame(id, deviceToken, picture);
  expect(service.get(id).state).toMatchObject({ status: 'live', width: 640 });
  expect(hub.latest(id)?.jpeg).toBe(picture);
  expect(() => service.pushFrame(id, `${deviceToken}x`, picture)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  expect(() => service.pushFrame('nobody', deviceToken, picture)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  expect(() => service.pushFrame(id, deviceToken, Buffer.from('text'))).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});

test('a device that was silent is live again with its next frame, however long the wait', async () => {
  const timings = { ...defaultSupervisorTimings, tickMs: 20, firstFrameMs: 100, stallMs: 100, backOff: { firstMs: 60_000, maxMs: 60_000 } };
  const { service } = await station({ timings });
  const { id, deviceToken = '' } = await service.create({ name: 'Pusher', url: 'push:' });
  const [picture = Buffer.alloc(0)] = pictures;
  service.pushFrame(id, deviceToken, picture);
  await expect.poll(() => service.get(id).state, patiently).toMatchObject({ status: 'offline', cause: { code: 'stalled' } });
  service.pushFrame(id, deviceToken, picture);
  await expect.poll(() => service.get(id).state.status, patiently).toBe('live');
});

test('a new device token ends the old one', async () => {
  const { service } = await station();
  const { id, deviceToken = '' } = await service.create({ name: 'Pusher', url: 'push:' });
  const renewed = await service.renewDeviceToken(id);
  const [picture = Buffer.alloc(0)] = pictures;
  expect(() => service.pushFrame(id, deviceToken, picture)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  service.pushFrame(id, renewed.deviceToken, picture);
  await service.update(id, { enabled: false });
  expect(() => service.pushFrame(id, renewed.deviceToken, picture)).toThrow(expect.objectContaining({ code: 'conflict' }));
});

test('closing the station ends a look at an address that is under way, and saves nothing', async () => {
  const server = await camera({ fault: 'stall' });
  const { service, repository } = await station({ timings: defaultSupervisorTimings });
  const creating = service.create({ name: 'Gate', url: server.url });
  const looking = service.probe(server.url);
  const failures = Promise.allSettled([creating, looking]);
  await expect.poll(() => server.viewers(), patiently).toBe(2);
  await service.close();
  expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(repository.records.size).toBe(0);
  await expect.poll(() => server.viewers(), patiently).toBe(0);
});

test('the hidden address of a camera that is switched off is looked at with its secrets', async () => {
  const server = await camera({ basicAuth: { username: 'admin', password: 'hunter22' } });
  const { service } = await station();
  const created = await service.create({ name: 'Gate', url: server.url.replace('//', '//admin:hunter22@'), enabled: false });
  expect(created.state.status).toBe('disabled');
  expect(await service.probe(created.url)).toMatchObject({ width: 640 });
});

test('a new address that could not be stored does not hold', async () => {
  const server = await camera();
  const { service, repository } = await station();
  const { id } = await service.create({ name: 'Gate', url: server.url });
  repository.update = () => Promise.reject(new Error('disk full'));
  await expect(service.update(id, { url: `${server.url}?res=2`, name: 'Other' })).rejects.toThrow('disk full');
  expect(service.get(id)).toMatchObject({ name: 'Gate', url: server.url });
  await expect.poll(() => service.get(id).state.status, patiently).toBe('live');
});

test('a second camera on a device that serves one client fails, and the words name the first', async () => {
  const server = await camera({ singleClient: true });
  const { service } = await station();
  await service.create({ name: 'Gate', url: server.url });
  const second = service.create({ name: 'Other', url: server.url });
  await expect(second).rejects.toMatchObject({ details: { cause: 'timeout' }, message: expect.stringContaining('"Gate"') });
  expect(service.list().map(({ name, state }) => [name, state.status])).toEqual([['Gate', 'live']]);
});
