import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Caller, dispatch, type Handlers, type Reply } from '../../../shared/contract/dispatch.ts';
import { type MethodEntry, type MethodName, methods } from '../../../shared/contract/methods.ts';
import type { PlaceKind } from '../../../shared/contract/scope-check.ts';
import { roleAtLeast } from '../../../shared/domain/roles.ts';
import { type Reach, type Role, roles, wholeReach } from '../../../shared/schemas/user.ts';
import { readStationConfig } from '../config/station-config.ts';
import { createLogger } from '../logging/logger.ts';
import { openStore } from '../store/store.ts';
import { sampleCamera, sampleContact, sampleIncident } from '../store/testing/samples.ts';
import { createStation, type Station } from './station.ts';

/** Everything foreign carries this in its id and its name: an answer that holds it has told too much. */
const foreign = 'xforeignx';
const own: Reach = { all: false, siteIds: ['own-site'], cameraIds: ['lone-camera'] };
const ids: Record<PlaceKind, { own: string[]; foreign: string[] }> = {
  camera: { own: ['own-camera', 'lone-camera'], foreign: [`camera-${foreign}`, `loose-camera-${foreign}`] },
  site: { own: ['own-site'], foreign: [`site-${foreign}`] },
  incident: { own: ['own-incident', 'desk-incident'], foreign: [`incident-${foreign}`] },
};

let folder = '';
let station: Station;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-reach-'));
  await fill(folder);
  const config = readStationConfig(['--data', folder, '--port', '0'], { SENTRA_ADMIN_PASSWORD: 'correct-horse-battery' });
  station = await createStation({
    config,
    log: createLogger('fatal'),
    files: { consoleDir: join(folder, 'no-console'), modelsDir: join(folder, 'no-models'), version: '1.2.3' },
    startInference: idleInference,
  });
});
afterAll(async () => {
  await station?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sites, cameras and incidents of two parties, and one incident that concerns everybody. */
async function fill(dataDir: string): Promise<void> {
  const store = await openStore({ file: join(dataDir, 'sentra.db') });
  for (const id of [...ids.site.own, ...ids.site.foreign]) await store.sites.insert({ id, name: id, address: id, createdAtMs: 1 });
  const camera = (id: string, siteId: string | null) =>
    store.cameras.insert(sampleCamera({ id, name: id, siteId, location: id, url: 'push:', enabled: false }));
  await camera('own-camera', 'own-site');
  await camera('lone-camera', null);
  await camera(`camera-${foreign}`, `site-${foreign}`);
  await camera(`loose-camera-${foreign}`, null);
  const incident = (id: string, cameraId: string | null, siteId: string | null) =>
    store.incidents.insert(sampleIncident({ id, cameraId, siteId, cameraName: id, location: id, photoPath: null }), [], 1);
  await incident('own-incident', 'own-camera', 'own-site');
  await incident('desk-incident', null, null);
  await incident(`incident-${foreign}`, `camera-${foreign}`, `site-${foreign}`);
  await store.contacts.insert(sampleContact({ name: foreign, reach: { all: false, siteIds: [`site-${foreign}`], cameraIds: [] } }));
  await store.close();
}

/** A process that never answers: analysis is none of this test's business. */
const idleInference = () => {
  let exit: (reason: string) => void = () => undefined;
  return {
    pid: 1,
    send: (message: { type: string }) => void (message.type === 'stop' && exit('stopped')),
    onMessage: () => undefined,
    onExit: (listener: (reason: string) => void) => {
      exit = listener;
    },
    kill: () => exit('killed'),
  };
};

const caller = (role: Role, reach: Reach = role === 'admin' ? wholeReach : own): Caller => ({
  user: { id: `u-${role}`, username: role, role, reach, createdAtMs: 1 },
  sessionId: null,
  address: '10.0.0.9',
});

const entries = Object.entries(methods) as [MethodName, MethodEntry][];

/** An input that the schema takes: required fields only, then the given ones. */
function inputFor(name: MethodName, given: object = {}): Record<string, unknown> {
  const input = { ...(sampleOf(z.toJSONSchema(methods[name].input, { io: 'input', unrepresentable: 'any' })) as object), ...given };
  const parsed = methods[name].input.safeParse(input);
  if (!parsed.success) throw new Error(`teach sampleOf an input of ${name}: ${parsed.error.message}`);
  return input;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;
function sampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sampleOf(first as JsonSchema);
  if (schema.type === 'object') {
    const needed = (schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] as JsonSchema)]);
    return Object.fromEntries(needed);
  }
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items as JsonSchema));
  if (schema.type === 'string')
    return samplesOfText.find((text) => new RegExp(schema.pattern ?? '', 'u').test(text) && text.length >= (schema.minLength ?? 0));
  if (schema.type === 'boolean') return false;
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  return null;
}
const samplesOfText = ['push:', 'x1', '123456', 'https://example.org/', 'x'.repeat(43), '1'.repeat(24), '08:00', '+6281234567'];

/** The real places and checks; the handler only notes that it was reached. */
async function isReached(name: MethodName, input: object, by: Caller): Promise<{ reached: boolean; reply: Reply }> {
  let reached = false;
  const note = () => {
    reached = true;
  };
  const handlers = { [name]: note } as unknown as Handlers;
  const reply = await dispatch({ handlers, places: station.desk.places, onInternal: () => undefined }, by, name, input);
  return { reached, reply };
}

const scoped = entries.flatMap(([name, { scope }]) =>
  typeof scope === 'string'
    ? []
    : (['camera', 'incident', 'site'] as const).flatMap((kind) => {
        const field = (scope as Partial<Record<PlaceKind, string>>)[kind];
        return field === undefined ? [] : [{ name, kind, field }];
      }),
);

describe.each(scoped)('$name', ({ name, kind, field }) => {
  test('names a field of its input in its scope', () => {
    expect(Object.keys(z.toJSONSchema(methods[name].input, { io: 'input', unrepresentable: 'any' }).properties ?? {})).toContain(field);
  });

  test.each(roles)(`reaches the own ${kind} of a %s and no other`, async (role) => {
    const allowed = roleAtLeast(role, (methods[name] as MethodEntry).access as Role);
    for (const id of ids[kind].own)
      expect([id, (await isReached(name, inputFor(name, { [field]: id }), caller(role))).reached]).toEqual([id, allowed]);
    const unknown = await isReached(name, inputFor(name, { [field]: 'nobody-knows' }), caller(role));
    for (const id of ids[kind].foreign) {
      const { reached, reply } = await isReached(name, inputFor(name, { [field]: id }), caller(role));
      expect([id, reached]).toEqual([id, role === 'admin']);
      // What is foreign answers word for word as what does not exist.
      if (role !== 'admin') expect(reply).toEqual(unknown.reply);
      if (role !== 'admin' && allowed) expect(reply).toMatchObject({ error: { code: 'not_found' } });
    }
  });

  test('without that field is only for those who reach everything', async () => {
    const input = inputFor(name);
    delete input[field];
    expect((await isReached(name, input, caller('operator'))).reached).toBe(false);
  });
});

test('what needs the whole reach is refused to an operator of some cameras and given to one of all', async () => {
  const whole = entries.filter(([, { scope }]) => scope === 'whole').map(([name]) => name);
  expect(whole).toContain('sites.create');
  for (const name of whole) {
    expect([name, (await isReached(name, inputFor(name), caller('operator'))).reached]).toEqual([name, false]);
    const needed = (methods[name] as MethodEntry).access as Role;
    expect([name, (await isReached(name, inputFor(name), caller(needed, wholeReach))).reached]).toEqual([name, true]);
  }
});

test('a camera is not moved to a site out of reach, nor taken out of every site', async () => {
  const move = (siteId: string | null) => isReached('cameras.update', { id: 'own-camera', siteId }, caller('operator'));
  expect((await move('own-site')).reached).toBe(true);
  expect((await move(`site-${foreign}`)).reply).toMatchObject({ error: { code: 'not_found' } });
  expect((await move(null)).reply).toMatchObject({ error: { code: 'forbidden' } });
});

const readable = entries.filter(
  ([, { rest, access, scope }]) => rest[0] === 'GET' && access !== 'admin' && typeof scope === 'string' && scope !== 'whole',
);

test.each(readable.map(([name]) => name))('%s tells nobody of what is foreign to them', async (name) => {
  for (const role of ['viewer', 'responder', 'operator'] as const) {
    const reply = await dispatch(station.desk, caller(role), name, inputFor(name));
    expect(JSON.stringify(reply)).not.toContain(foreign);
  }
});

test('lists hold what is within reach, and for an admin everything', async () => {
  const list = async (name: MethodName, by: Caller) => JSON.stringify(await dispatch(station.desk, by, name, inputFor(name)));
  for (const [name, mine] of [
    ['cameras.list', ['own-camera', 'lone-camera']],
    ['sites.list', ['own-site']],
    ['incidents.list', ['own-incident', 'desk-incident']],
  ] as const) {
    const seen = await list(name, caller('viewer'));
    for (const id of mine) expect(seen).toContain(id);
    expect(await list(name, caller('admin'))).toContain(foreign);
  }
});

test('totals, pages and cursors of incidents count what is within reach only', async () => {
  const page = (input: object) => dispatch(station.desk, caller('viewer'), 'incidents.list', input);
  expect(await page({ limit: 1 })).toMatchObject({ ok: true, value: { total: 2, nextBeforeId: expect.any(String) } });
  expect(await page({ cameraId: `camera-${foreign}` })).toMatchObject({ ok: true, value: { total: 0, incidents: [] } });
  const foreignCursor = await page({ beforeId: `incident-${foreign}` });
  expect(foreignCursor).toEqual(await page({ beforeId: 'nobody-knows' }));
});

test('nobody who is not signed in reaches anything', async () => {
  for (const [name, { access }] of entries) {
    if (access === 'public') continue;
    const { reached, reply } = await isReached(name, {}, { user: null, sessionId: null, address: '10.0.0.9' });
    expect([name, reached, reply]).toMatchObject([name, false, { error: { code: 'unauthenticated' } }]);
  }
});
