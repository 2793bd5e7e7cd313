import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { methods } from '../../../shared/contract/methods.ts';
import { openStore, type Store } from '../store/store.ts';
import { createIncidentHandlers } from './incident-handlers.ts';
import { type Rig, sighting, startRig } from './testing/rig.ts';

let folder = '';
let store: Store;
let rig: Rig;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-incidents-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
  rig = startRig(store, folder);
});
afterEach(async () => {
  await rig.service.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const ann: Caller = {
  user: { id: 'u', username: 'ann', role: 'responder', reach: { all: true }, createdAtMs: 1 },
  sessionId: 's',
  address: '::1',
};

test('what the handlers answer fits the contract, and who acts is the caller', async () => {
  const handlers = createIncidentHandlers(rig.service);
  const { id } = await rig.service.raise(sighting());
  const list = await handlers['incidents.list']({ limit: 50 }, ann);
  expect(methods['incidents.list'].output.parse(list)).toMatchObject({ total: 1, nextBeforeId: null, incidents: [{ id }] });
  const taken = await handlers['incidents.update']({ id, status: 'acknowledged' }, ann);
  expect(methods['incidents.update'].output.parse(taken)).toMatchObject({ acknowledgedBy: 'ann' });
  expect(await handlers['incidents.shown']({ id }, ann)).toEqual({ done: true });
  expect(methods['incidents.get'].output.parse(await handlers['incidents.get']({ id }, ann)).timing.shownAtMs).not.toBeNull();
});

test('a cursor passes over no change, keeps to the reach, and leads on page by page', async () => {
  const handlers = createIncidentHandlers(rig.service);
  const since = (input: { cursor?: number; limit?: number }, caller = ann) => handlers['incidents.since']({ limit: 100, ...input }, caller);
  const start = await since({});
  expect(start).toMatchObject({ incidents: [], more: false });
  const first = await rig.service.raise(sighting({ cameraId: 'gate' }));
  const second = await rig.service.raise(sighting({ cameraId: 'yard' }));
  await rig.service.update(first.id, { status: 'acknowledged' }, 'ann');

  const ids = ({ incidents }: { incidents: readonly { id: string }[] }) => incidents.map(({ id }) => id);
  expect(ids(await since({ cursor: start.cursor }))).toEqual([second.id, first.id]);
  const page = await since({ cursor: start.cursor, limit: 1 });
  expect(page).toMatchObject({ incidents: [{ id: second.id }], more: true });
  expect(await since({ cursor: page.cursor, limit: 1 })).toMatchObject({
    incidents: [{ id: first.id, status: 'acknowledged' }],
    more: false,
  });
  const guard: Caller = { ...ann, user: ann.user && { ...ann.user, reach: { all: false, cameraIds: ['yard'], siteIds: [] } } };
  expect(ids(await since({ cursor: start.cursor }, guard))).toEqual([second.id]);
  expect(ids(await since({ cursor: Number.MAX_SAFE_INTEGER }))).toEqual([second.id, first.id]);
});
