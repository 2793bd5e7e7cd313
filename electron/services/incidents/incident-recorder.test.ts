import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertMessage, Incident } from '../../../shared/schemas/incident.ts';
import { openStore, type Store } from '../store/store.ts';
import { noContacts } from './alert-planner.ts';
import { ConsoleAlerts } from './console-alerts.ts';
import { IncidentRecorder } from './incident-recorder.ts';
import { PhotoStore } from './photo-store.ts';
import { sighting } from './testing/rig.ts';

/** A disk that finishes a photo when it is told to. */
class SlowPhotoStore extends PhotoStore {
  readonly gate = Promise.withResolvers<void>();
  override async save(...args: Parameters<PhotoStore['save']>): Promise<string> {
    await this.gate.promise;
    return super.save(...args);
  }
}

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-recorder-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('an alert does not wait for a slow disk, and the photo is added when it is there', async () => {
  const photos = new SlowPhotoStore(join(folder, 'photos'));
  const sent: AlertMessage[] = [];
  const changed = Promise.withResolvers<Incident>();
  const onChanged = (incident: Incident) => {
    if (incident.photoUrl !== null) changed.resolve(incident);
  };
  const log = { warn: () => undefined, error: () => undefined };
  const alerts = new ConsoleAlerts({ store, onAlert: (message) => void sent.push(message), onChanged, log, nowMs: Date.now });
  const limits = { mergeWindowMs: 60_000, photoDeadlineMs: 5, storeDeadlineMs: 5_000, storeRetryMs: 60_000 };
  const recorder = new IncidentRecorder({ store, photos, alerts, planner: noContacts, onChanged, log, nowMs: Date.now, ...limits });
  const incident = await recorder.record(sighting());
  expect(sent).toMatchObject([{ photoUrl: null, text: expect.stringContaining('without photo') }]);
  photos.gate.resolve();
  expect(await changed.promise).toMatchObject({ id: incident.id, photoUrl: `/api/incidents/${incident.id}/photo.jpg`, revision: 2 });
  expect(await photos.find((await store.incidents.get(incident.id))?.photoPath ?? '')).not.toBeNull();
  await alerts.close();
});
