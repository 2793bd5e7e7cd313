import { expect, test } from 'vitest';
import { dispatch, type Handlers } from '../../../shared/contract/dispatch.ts';
import { FrameHub } from '../live/frame-hub.ts';
import { createCameraHandlers } from './camera-handlers.ts';
import type { CameraRecord } from './camera-record.ts';
import { CameraService } from './camera-service.ts';
import { PushInbox } from './push-inbox.ts';
import { SourceRegistry } from './source.ts';

const operator = { id: 'u1', username: 'op', role: 'operator', reach: { all: true }, createdAtMs: 0 } as const;

function station() {
  const records = new Map<string, CameraRecord>();
  const push = new PushInbox();
  const service = new CameraService({
    repository: {
      list: async () => [...records.values()],
      get: async (id) => records.get(id) ?? null,
      insert: async (record) => void records.set(record.id, record),
      update: async (record) => void records.set(record.id, record),
      remove: async (id) => records.delete(id),
    },
    ...{ push, hub: new FrameHub(), sources: new SourceRegistry().register('push:', push.source), analysisOf: () => 'off' as const },
  });
  const handlers = createCameraHandlers(service) as Handlers;
  const onInternal = (error: unknown) => {
    throw error;
  };
  const nowhere = () => null;
  const caller = { user: operator, sessionId: 's', address: '' };
  const call = (name: string, input: unknown) =>
    dispatch({ handlers, places: { camera: nowhere, incident: nowhere, site: nowhere }, onInternal }, caller, name, input);
  return { service, call };
}

test('every answer keeps to the contract, and tells no secret twice', async () => {
  const { service, call } = station();
  const created = await call('cameras.create', { name: 'Pusher', url: 'push:', latitude: 59.9 });
  expect(created).toMatchObject({ ok: true, value: { name: 'Pusher', latitude: 59.9, deviceToken: expect.any(String) } });
  const id = created.ok ? (created.value as { id: string }).id : '';
  expect(await call('cameras.get', { id })).toMatchObject({ ok: true, value: { id, url: 'push:' } });
  const listed = await call('cameras.list', {});
  expect(listed).toMatchObject({ ok: true, value: [{ id }] });
  expect(JSON.stringify(listed)).not.toContain('deviceToken');
  expect(await call('cameras.update', { id, location: 'Yard' })).toMatchObject({ ok: true, value: { location: 'Yard' } });
  expect(await call('cameras.renewDeviceToken', { id })).toMatchObject({ ok: true, value: { deviceToken: expect.any(String) } });
  expect(await call('cameras.update', { id, url: 'http://10.0.0.1/' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await call('cameras.delete', { id })).toEqual({ ok: true, value: { done: true } });
  expect(await call('cameras.get', { id })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  await service.close();
});

test.each(['ftp://10.0.0.1/', 'javascript:alert(1)', 'gopher://x', 'http://', '/etc/passwd', `http://${'x'.repeat(3000)}`])(
  'the address %s is refused before anything connects to it',
  async (url) => {
    const { service, call } = station();
    expect(await call('cameras.create', { name: 'X', url })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await call('cameras.probe', { url })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    await service.close();
  },
);
