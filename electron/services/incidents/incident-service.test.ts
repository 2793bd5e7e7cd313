import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { incidentFilterSchema } from '../../../shared/schemas/incident.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases, type TestDatabase } from '../store/testing/databases.ts';
import { failing, photoBytes, sighting, startRig } from './testing/rig.ts';

const filter = (input: object) => incidentFilterSchema.parse(input);

describe.each(bothDatabases())('$kind', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let dataDir = '';
  beforeAll(async () => {
    database = await create();
    store = await database.open();
    dataDir = database.folder;
  });

  describe('raising', () => {
    test('writes the photo, stores the incident and alerts once', async () => {
      const { service, alerts, changes } = startRig(store, dataDir);
      const seen = sighting();
      const incident = await service.raise(seen);
      expect(alerts).toEqual([
        {
          id: incident.id,
          kind: 'accident',
          cameraId: seen.camera.id,
          cameraName: 'Gate 2',
          location: 'Harbour Road',
          confidence: 0.873,
          detectedAtMs: seen.detectedAtMs,
          photoUrl: `/api/incidents/${incident.id}/photo.jpg`,
          text: 'Accident at Gate 2, Harbour Road, confidence 87 %',
        },
      ]);
      expect(changes).toEqual([incident]);
      expect(await service.get(incident.id)).toEqual(incident);
      expect(readFileSync((await service.photoPath(incident.id)) ?? '')).toEqual(Buffer.from(photoBytes));
      await service.close();
    });

    test('notes when each step happened', async () => {
      let nowMs = 5000;
      const { service } = startRig(store, dataDir, { nowMs: () => (nowMs += 1) });
      const incident = await service.raise(sighting({ atMs: 4000, detectedAtMs: 4050 }));
      expect(incident.timing).toEqual({
        frameAtMs: 4000,
        detectedAtMs: 4050,
        storedAtMs: expect.any(Number),
        shownAtMs: null,
        firstQueuedAtMs: null,
        acceptedAtMs: {},
        firstTapAtMs: null,
      });
      expect(incident.timing.storedAtMs).toBeGreaterThan(5000);
      expect((await service.get(incident.id)).timing).toEqual(incident.timing);
      await service.close();
    });

    test('one event is one incident and one alert, however often it is seen', async () => {
      const { service, alerts, changes } = startRig(store, dataDir, { mergeWindowMs: 1000 });
      const seen = sighting({ atMs: 10_000, confidence: 0.5 });
      const cameraId = seen.camera.id;
      const first = await service.raise(seen);
      const weaker = await service.raise(sighting({ cameraId, atMs: 10_900, confidence: 0.4 }));
      const stronger = await service.raise(sighting({ cameraId, atMs: 11_800, confidence: 0.9 }));
      expect([weaker.id, stronger.id]).toEqual([first.id, first.id]);
      expect(stronger).toMatchObject({ confidence: 0.9, revision: 2 });
      expect(alerts).toHaveLength(1);
      expect(changes.map((incident) => incident.confidence)).toEqual([0.5, 0.9]);
      const later = await service.raise(sighting({ cameraId, atMs: 12_801 }));
      expect(later.id).not.toBe(first.id);
      expect(alerts).toHaveLength(2);
      await service.close();
    });

    test('cameras and kinds do not mix', async () => {
      const { service, alerts } = startRig(store, dataDir);
      const seen = sighting();
      await service.raise(seen);
      await service.raise({ ...seen, candidate: { ...seen.candidate, kind: 'fire' } });
      await service.raise(sighting());
      expect(alerts.map((alert) => alert.kind)).toEqual(['accident', 'fire', 'accident']);
      await service.close();
    });

    test('the same candidate told at once from several places is one incident', async () => {
      const { service, alerts } = startRig(store, dataDir);
      const seen = sighting();
      const incidents = await Promise.all(Array.from({ length: 6 }, () => service.raise(seen)));
      expect(new Set(incidents.map((incident) => incident.id)).size).toBe(1);
      expect(alerts).toHaveLength(1);
      await service.close();
    });

    test('the same candidate told again after a restart is the same incident, even when it is closed', async () => {
      const before = startRig(store, dataDir);
      const seen = sighting();
      const incident = await before.service.raise(seen);
      await before.service.update(incident.id, { status: 'false_alarm' }, 'ann');
      await before.service.close();
      const after = startRig(store, dataDir);
      await after.service.start();
      expect((await after.service.raise(seen)).id).toBe(incident.id);
      expect(after.alerts).toEqual([]);
      await after.service.close();
    });

    test('something new after the incident was closed alerts again', async () => {
      const { service, alerts } = startRig(store, dataDir);
      const seen = sighting({ atMs: 20_000 });
      const incident = await service.raise(seen);
      await service.update(incident.id, { status: 'resolved' }, 'ann');
      await service.raise(sighting({ cameraId: seen.camera.id, atMs: 25_000 }));
      expect(alerts).toHaveLength(2);
      await service.close();
    });
  });

  describe('people', () => {
    test('of many who take it at once exactly one does, and the others learn who', async () => {
      const { service } = startRig(store, dataDir);
      const incident = await service.raise(sighting());
      const people = ['ann', 'bob', 'cem', 'dia'];
      const outcomes = await Promise.allSettled(people.map((who) => service.update(incident.id, { status: 'acknowledged' }, who)));
      const winner = people[outcomes.findIndex((outcome) => outcome.status === 'fulfilled')];
      const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(losers).toHaveLength(3);
      for (const loser of losers) {
        expect(loser.reason).toMatchObject({
          code: 'conflict',
          message: `${winner} has taken this incident already.`,
          details: { who: winner },
        });
      }
      expect(await service.get(incident.id)).toMatchObject({ status: 'acknowledged', acknowledgedBy: winner, revision: 2 });
      await service.close();
    });

    test('who asks twice for the same is not refused', async () => {
      const { service, changes } = startRig(store, dataDir);
      const { id } = await service.raise(sighting());
      await service.update(id, { status: 'acknowledged' }, 'ann');
      await service.update(id, { status: 'acknowledged' }, 'ann');
      expect(changes.map((incident) => incident.revision)).toEqual([1, 2]);
      await service.close();
    });

    test('take, close with a note, and reopen; who and when stay on record', async () => {
      let nowMs = 1000;
      const { service } = startRig(store, dataDir, { nowMs: () => nowMs });
      const { id } = await service.raise(sighting({ atMs: 900 }));
      nowMs = 2000;
      await service.update(id, { status: 'acknowledged' }, 'ann');
      nowMs = 3000;
      const closed = await service.update(id, { status: 'resolved', note: 'towed' }, 'bob');
      expect(closed).toMatchObject({
        acknowledgedBy: 'ann',
        acknowledgedAtMs: 2000,
        closedBy: 'bob',
        closedAtMs: 3000,
        note: 'towed',
        revision: 3,
      });
      await expect(service.update(id, { status: 'false_alarm' }, 'ann')).rejects.toMatchObject({
        code: 'conflict',
        details: { who: 'bob' },
      });
      nowMs = 4000;
      expect(await service.update(id, { status: 'acknowledged' }, 'cem')).toMatchObject({
        acknowledgedBy: 'cem',
        closedBy: null,
        closedAtMs: null,
      });
      await service.close();
    });

    test('a patch made from an old revision is refused', async () => {
      const { service } = startRig(store, dataDir);
      const { id } = await service.raise(sighting());
      await service.update(id, { note: 'two cars', revision: 1 }, 'ann');
      await expect(service.update(id, { note: 'three cars', revision: 1 }, 'bob')).rejects.toMatchObject({
        code: 'conflict',
        details: { revision: 2 },
      });
      await service.close();
    });

    test('the first console that shows the alert is the one on record', async () => {
      let nowMs = 1000;
      const { service, changes } = startRig(store, dataDir, { nowMs: () => nowMs });
      const { id } = await service.raise(sighting());
      nowMs = 1500;
      await service.markShown(id);
      nowMs = 1700;
      await service.markShown(id);
      expect((await service.get(id)).timing.shownAtMs).toBe(1500);
      expect(changes).toHaveLength(2);
      await service.close();
    });

    test('an incident that is not there is not found', async () => {
      const { service } = startRig(store, dataDir);
      for (const ask of [
        () => service.get('x'),
        () => service.markShown('x'),
        () => service.photoPath('x'),
        () => service.update('x', {}, 'ann'),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
      }
      await expect(service.list(filter({ beforeId: 'x' }))).rejects.toMatchObject({ code: 'invalid_input' });
      await service.close();
    });
  });

  test('pages follow one another by cursor and end', async () => {
    const { service } = startRig(store, dataDir, { mergeWindowMs: 0 });
    const cameraId = sighting().camera.id;
    for (const atMs of [1000, 2000, 3000]) await service.raise(sighting({ cameraId, atMs }));
    const first = await service.list(filter({ cameraId, limit: 2 }));
    expect(first).toMatchObject({ total: 3, incidents: [{ timing: { frameAtMs: 3000 } }, { timing: { frameAtMs: 2000 } }] });
    const second = await service.list(filter({ cameraId, limit: 2, beforeId: first.nextBeforeId }));
    expect(second).toMatchObject({ total: 3, incidents: [{ timing: { frameAtMs: 1000 } }], nextBeforeId: null });
    await service.close();
  });

  describe('a station that is killed', () => {
    test.each([
      ['before', 'with the row committed and the alert not sent: the next start sends it', 1],
      ['after', 'with the alert sent and that not noted: the next start sends it under the same id', 1],
      ['photo', 'with the photo written and the row not: nothing half is left, and the candidate told again alerts', 0],
    ])('%s: %s', async (moment, _meaning, held) => {
      const own = await create();
      const program = fileURLToPath(new URL('./testing/station-that-dies.ts', import.meta.url));
      const run = spawnSync(process.execPath, [program, moment, own.options.file, own.folder, own.options.databaseUrl ?? ''], {
        encoding: 'utf8',
      });
      expect(run.signal, run.stderr).toBe('SIGKILL');
      const sentBefore = run.stdout.split('\n').filter(Boolean);
      const survived = await own.open();
      const { service, alerts } = startRig(survived, own.folder);
      await service.start();
      expect(alerts).toHaveLength(held);
      const replayed = await service.raise(sighting({ cameraId: 'cam-3', atMs: 1_763_712_000_003 }));
      const { incidents, total } = await service.list(filter({}));
      expect(total).toBe(3);
      expect(new Set([...sentBefore, ...alerts.map((alert) => alert.id)])).toEqual(new Set(incidents.map((incident) => incident.id)));
      expect(alerts.map((alert) => alert.id)).toEqual([replayed.id]);
      await service.start();
      expect(alerts).toHaveLength(1);
      await service.close();
    });
  });

  describe('when something fails', () => {
    test('an alert the consoles could not take is tried again and then not any more', async () => {
      let nowMs = 1000;
      let takes = false;
      const taken: string[] = [];
      const onAlert = ({ id }: { id: string }) => {
        if (!takes) throw new Error('hub is closed');
        taken.push(id);
      };
      const { service, problems } = startRig(store, dataDir, { onAlert, nowMs: () => nowMs });
      const incident = await service.raise(sighting());
      expect(problems).toEqual([expect.stringContaining('could not be handed over')]);
      takes = true;
      nowMs = 3000;
      await service.start();
      await service.start();
      expect(taken).toEqual([incident.id]);
      await service.close();
    });

    test('an alert nobody could be told for a day is not raised as if it were new', async () => {
      const at = Date.now();
      const stopped = startRig(store, dataDir, {
        onAlert: () => {
          throw new Error('hub is closed');
        },
      });
      await stopped.service.raise(sighting({ atMs: at }));
      await stopped.service.close();
      const { service, alerts } = startRig(store, dataDir, { nowMs: () => at + 25 * 60 * 60_000 });
      await service.start();
      expect(alerts).toEqual([]);
      await service.close();
    });

    test('without a photo the alert goes out and says so', async () => {
      const blocked = (await create()).folder;
      writeFileSync(join(blocked, 'photos'), 'a file where the folder should be');
      const { service, alerts, problems } = startRig(store, blocked);
      const incident = await service.raise(sighting());
      expect(alerts).toMatchObject([
        { id: incident.id, photoUrl: null, text: expect.stringContaining('(without photo: it could not be saved)') },
      ]);
      expect(problems).toContainEqual(expect.stringContaining('photo'));
      expect(await service.photoPath(incident.id)).toBeNull();
      await service.close();
    });

    test('a photo that is gone later is null, not an error', async () => {
      const { service } = startRig(store, dataDir);
      const incident = await service.raise(sighting());
      rmSync((await service.photoPath(incident.id)) ?? '');
      expect(await service.photoPath(incident.id)).toBeNull();
      await service.close();
    });

    test('without the database the alert goes out once and says so; the incident is stored when the database is back', async () => {
      let away = true;
      const insert: Store['incidents']['insert'] = (...args) =>
        away ? Promise.reject(new Error('disk full')) : store.incidents.insert(...args);
      const { service, alerts, changes } = startRig(failing(store, { incidents: { insert } }), dataDir);
      const seen = sighting();
      const incident = await service.raise(seen);
      expect(alerts).toMatchObject([{ id: incident.id, text: expect.stringContaining('not stored yet') }]);
      expect(await service.get(incident.id)).toEqual(incident);
      expect((await service.raise(seen)).id).toBe(incident.id);
      const stronger = await service.raise(sighting({ cameraId: seen.camera.id, atMs: seen.frame.capturedAtMs + 1000, confidence: 0.99 }));
      expect(stronger).toMatchObject({ id: incident.id, confidence: 0.99 });
      await expect(service.update(incident.id, { status: 'acknowledged' }, 'ann')).rejects.toMatchObject({ code: 'unavailable' });
      away = false;
      await service.close();
      expect(alerts).toHaveLength(1);
      expect(changes.at(-1)).toMatchObject({ id: incident.id, confidence: 0.99 });
      const restarted = startRig(store, dataDir);
      await restarted.service.start();
      expect(restarted.alerts).toEqual([]);
      expect(await restarted.service.get(incident.id)).toMatchObject({ id: incident.id, confidence: 0.99 });
      await restarted.service.close();
    });

    test('a database that hangs does not hold the alert up, and one that was only slow does not double it', async () => {
      const gate = Promise.withResolvers<void>();
      const insert: Store['incidents']['insert'] = async (...args) => {
        await gate.promise;
        return store.incidents.insert(...args);
      };
      const { service, alerts } = startRig(failing(store, { incidents: { insert } }), dataDir, {
        storeDeadlineMs: 20,
        storeRetryMs: 1_000_000,
      });
      const incident = await service.raise(sighting());
      expect(alerts).toHaveLength(1);
      gate.resolve();
      await service.close();
      const restarted = startRig(store, dataDir);
      await restarted.service.start();
      expect([...alerts, ...restarted.alerts].filter((alert) => alert.id === incident.id)).toHaveLength(1);
      expect((await restarted.service.get(incident.id)).id).toBe(incident.id);
      await restarted.service.close();
    });
  });
});
