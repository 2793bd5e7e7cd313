import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { emergencyInputSchema } from '../../../shared/schemas/emergency.ts';
import { failing, type Rig, startRig } from '../incidents/testing/rig.ts';
import { openStore, type Store } from '../store/store.ts';
import { EmergencyService } from './emergency-service.ts';

const gate = { id: 'gate', name: 'Gate 2', location: 'Harbour Road', siteId: null };
const jpeg = new Uint8Array([0xff, 0xd8, 1, 2, 3]);
let folder = '';
let store: Store;
let rig: Rig;
let nowMs = 1_700_000_000_000;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-emergency-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
  rig = startRig(store, folder, { nowMs: () => nowMs });
});
afterEach(async () => {
  await rig.service.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const serviceOver = ({ service }: Rig) =>
  new EmergencyService({
    incidents: service,
    camera: (id) => {
      if (id !== gate.id) throw new AppError('not_found', 'There is no such camera.');
      return gate;
    },
    picture: (id) => (id === gate.id ? jpeg : null),
    nowMs: () => nowMs,
  });
const input = (given: object = {}) => emergencyInputSchema.parse(given);

test('the bare button is an incident that every console is alerted of', async () => {
  const incident = await serviceOver(rig).call(input(), 'ani', 'console');
  expect(incident).toMatchObject({ kind: 'emergency', status: 'new', cameraId: null, confidence: 1, photoUrl: null });
  expect(rig.alerts).toMatchObject([{ id: incident.id, kind: 'emergency', text: 'Emergency: ani' }]);
});

test('words, place and the picture of the camera go along', async () => {
  const incident = await serviceOver(rig).call(input({ text: 'man down', cameraId: 'gate' }), 'ani', 'console');
  expect(incident).toMatchObject({ cameraName: 'Gate 2', location: 'Harbour Road', note: 'ani: man down' });
  expect(rig.alerts[0]?.text).toBe('Emergency at Gate 2, Harbour Road: ani: man down');
  expect(new Uint8Array(await readFile((await rig.service.photoPath(incident.id)) ?? ''))).toEqual(jpeg);
});

test('history names who called', async () => {
  const { id } = await serviceOver(rig).call(input(), 'ani', 'console');
  expect(await store.incidentEvents.ofIncident(id)).toMatchObject([{ kind: 'raised', who: 'ani', via: 'console' }]);
});

test('a call that is sent again, by a restarted station too, stays one incident and one alert', async () => {
  const first = await serviceOver(rig).call(input({ requestId: 'r1' }), 'ani', 'console');
  nowMs += 60_000;
  const again = await serviceOver(rig).call(input({ requestId: 'r1' }), 'ani', 'console');
  expect(again.id).toBe(first.id);
  expect(rig.alerts).toHaveLength(1);
});

test('a person who presses again and again makes one call, another person makes another', async () => {
  const service = serviceOver(rig);
  const calls = await Promise.all([service.call(input(), 'ani', 'console'), service.call(input(), 'ani', 'console')]);
  nowMs += 20_000;
  calls.push(await service.call(input(), 'ani', 'console'));
  expect(new Set(calls.map(({ id }) => id)).size).toBe(1);
  expect((await service.call(input(), 'budi', 'console')).id).not.toBe(calls[0]?.id);
  expect(rig.alerts).toHaveLength(2);
});

test('after the first call was closed, or a while later, the next press is a new call', async () => {
  const service = serviceOver(rig);
  const first = await service.call(input(), 'ani', 'console');
  await rig.service.update(first.id, { status: 'resolved' }, 'budi');
  const second = await service.call(input(), 'ani', 'console');
  nowMs += 31_000;
  const third = await service.call(input(), 'ani', 'console');
  expect(new Set([first.id, second.id, third.id]).size).toBe(3);
});

test('an unknown camera is refused and nothing is raised', async () => {
  await expect(serviceOver(rig).call(input({ cameraId: 'nowhere' }), 'ani', 'console')).rejects.toMatchObject({ code: 'not_found' });
  expect(rig.alerts).toEqual([]);
});

test('a camera that the caller may not know of does not exist for them', async () => {
  const calling = serviceOver(rig).call(input({ cameraId: 'gate' }), 'ani', 'console', () => false);
  await expect(calling).rejects.toMatchObject({ code: 'not_found' });
});

test('without a database the call goes out all the same, once', async () => {
  const broken = failing(store, {
    incidents: {
      insert: () => Promise.reject(new Error('disk full')),
      findByCandidateKey: () => Promise.reject(new Error('disk full')),
    },
  });
  const away = startRig(broken, folder, { nowMs: () => nowMs, storeRetryMs: 3_600_000 });
  const service = serviceOver(away);
  const first = await service.call(input({ requestId: 'r2' }), 'ani', 'console');
  const again = await serviceOver(away).call(input({ requestId: 'r2' }), 'ani', 'console');
  expect(again.id).toBe(first.id);
  expect(away.alerts).toMatchObject([{ id: first.id, text: expect.stringContaining('not stored yet') }]);
  await away.service.close();
});
