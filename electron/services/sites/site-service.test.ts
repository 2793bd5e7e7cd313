import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { Site } from '../../../shared/schemas/site.ts';
import { openStore, type Store } from '../store/store.ts';
import { sampleCamera } from '../store/testing/samples.ts';
import { createSiteHandlers } from './site-handlers.ts';
import { SiteService } from './site-service.ts';

const caller: Caller = {
  user: { id: 'u', username: 'op', role: 'operator', reach: { all: true }, createdAtMs: 1 },
  sessionId: null,
  address: '::1',
};
let folder = '';
let store: Store;
let told: { changed: Site[]; removed: string[]; detached: (readonly string[])[] };
let handlers: ReturnType<typeof createSiteHandlers>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-sites-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
  told = { changed: [], removed: [], detached: [] };
  const service = new SiteService({
    sites: store.sites,
    onChanged: (site) => void told.changed.push(site),
    onRemoved: (id) => void told.removed.push(id),
    onCamerasDetached: (ids) => void told.detached.push(ids),
    nowMs: () => 77,
  });
  handlers = createSiteHandlers(service, () => []);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a site is added, changed and listed by name, and consoles are told', async () => {
  const south = await handlers['sites.create']({ name: 'South gate' }, caller);
  expect(south).toEqual({ id: expect.any(String), name: 'South gate', address: '', createdAtMs: 77 });
  const north = await handlers['sites.create']({ name: 'North gate', address: 'Quay 1' }, caller);
  const moved = await handlers['sites.update']({ id: north.id, address: 'Quay 2' }, caller);
  expect(moved).toEqual({ ...north, address: 'Quay 2' });
  expect(await handlers['sites.list']({}, caller)).toEqual([moved, south]);
  expect(told.changed).toEqual([south, north, moved]);
});

test('removing a site keeps its cameras and names those that lost it', async () => {
  const site = await handlers['sites.create']({ name: 'Yard' }, caller);
  const camera = sampleCamera({ siteId: site.id });
  await store.cameras.insert(camera);
  expect(await handlers['sites.delete']({ id: site.id }, caller)).toEqual({ done: true });
  expect(told).toMatchObject({ removed: [site.id], detached: [[camera.id]] });
  expect(await store.cameras.get(camera.id)).toEqual({ ...camera, siteId: null });
});

test('a site that is not there is not found', async () => {
  await expect(handlers['sites.update']({ id: 'x', name: 'y' }, caller)).rejects.toMatchObject({ code: 'not_found' });
  await expect(handlers['sites.delete']({ id: 'x' }, caller)).rejects.toMatchObject({ code: 'not_found' });
  expect(told).toEqual({ changed: [], removed: [], detached: [] });
});
