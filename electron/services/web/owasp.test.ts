import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MethodEntry, methods } from '../../../shared/contract/methods.ts';
import { readStationConfig } from '../config/station-config.ts';
import { createLogger } from '../logging/logger.ts';
import { createStation, type Station } from '../station/station.ts';

/** A real station with a real database, attacked over its real port. */
let folder = '';
let station: Station;
let token = '';
let cookie = '';
const log: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-owasp-'));
  const config = readStationConfig(['--data', folder, '--port', '0'], { SENTRA_ADMIN_PASSWORD: 'correct-horse-battery' });
  let exit: (reason: string) => void = () => undefined;
  const consoleDir = join(folder, 'console');
  station = await createStation({
    config,
    log: createLogger('info', { write: (line: string) => void log.push(line) }),
    files: { consoleDir, modelsDir: join(folder, 'models'), version: '1.2.3' },
    startInference: () => ({
      pid: 1,
      send: (message: { type: string }) => void (message.type === 'stop' && exit('stopped')),
      onMessage: () => undefined,
      onExit: (listener: (reason: string) => void) => {
        exit = listener;
      },
      kill: () => exit('killed'),
    }),
  });
  writeFileSync(join(folder, 'secret.txt'), 'hunter2');
  const login = await call('POST', '/api/auth/login', { username: 'admin', password: 'correct-horse-battery' }, {});
  token = ((await login.json()) as { accessToken: string }).accessToken;
  cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
});
afterAll(async () => {
  await station?.close();
  rmSync(folder, { recursive: true, force: true });
});

const bearer = () => ({ authorization: `Bearer ${token}` });
const call = (verb: string, path: string, body?: unknown, headers: Record<string, string> = bearer()) =>
  fetch(station.address() + path, {
    method: verb,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
/** As bytes on the wire: what fetch would tidy up or refuse to send. */
const raw = (path: string, headers: Record<string, string | string[]> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const { port } = new URL(station.address());
    httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });

const all = Object.entries<MethodEntry>(methods);
const withId = all.filter(([, { rest }]) => rest[1].includes('/:'));
const traversals = [
  '..%2f..%2fsecret.txt',
  '%2e%2e%2fsecret.txt',
  '..%5c..%5csecret.txt',
  '....%2f%2fsecret.txt',
  '%00',
  'a%00.jpg',
  '%252e%252e%252f',
];

describe('path traversal', () => {
  const pictures = ['/api/cameras/:id/snapshot.jpg', '/api/cameras/:id/live.mjpeg', '/api/incidents/:id/photo.jpg'];
  const addresses = [
    ...withId.map(([, { rest }]) => ({ verb: rest[0] as string, path: rest[1] })),
    ...pictures.map((path) => ({ verb: 'GET', path })),
  ];
  test.each(addresses)('$verb $path takes no path for an id', async ({ verb, path }) => {
    for (const id of traversals) {
      const answer = await call(verb, path.replace(/:\w+/g, id), verb === 'GET' || verb === 'DELETE' ? undefined : {});
      expect([id, answer.status]).toEqual([id, expect.toSatisfy((status: number) => status === 400 || status === 404)]);
      expect(await answer.text()).not.toMatch(/hunter2|ENOENT|secret\.txt|node_modules/);
    }
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/api/docs/static/..%2f..%2f..%2fpackage.json',
    '//etc/passwd',
  ])('the console gives no file for %s', async (path) => {
    const { status, body } = await raw(path);
    expect(body).not.toMatch(/hunter2|root:|"dependencies"/);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

const sqlStrings = [`x' or '1'='1`, `x'; drop table users; --`, `1 union select password_hash from users`, `\\'; --`, `%' or 1=1 --`];

test('SQL in ids, filters and texts is text', async () => {
  for (const sql of sqlStrings) {
    const encoded = encodeURIComponent(sql);
    for (const path of [
      `/api/incidents/${encoded}`,
      `/api/incidents?cameraId=${encoded}`,
      `/api/incidents?kind=${encoded}`,
      `/api/audit?userId=${encoded}`,
    ])
      expect([path, (await call('GET', path)).status]).toEqual([path, 400]);
    expect((await call('GET', `/api/audit?action=${encoded}`)).status).toBe(200);
    const made = await call('POST', '/api/sites', { name: sql, address: sql });
    expect(await made.json()).toMatchObject({ name: sql, address: sql });
    const login = await call('POST', '/api/auth/login', { username: sql, password: sql }, {});
    expect([401, 429]).toContain(login.status);
  }
  expect(((await (await call('GET', '/api/users')).json()) as unknown[]).length).toBe(1);
});

test('HTML in names comes back as JSON text that no browser takes for a page', async () => {
  const script = '<script>alert(1)</script><img src=x onerror=alert(1)>';
  await call('POST', '/api/sites', { name: script });
  const answer = await call('GET', '/api/sites');
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(answer.headers.get('content-security-policy')).not.toContain("script-src 'self' 'unsafe-inline'");
  expect(((await answer.json()) as { name: string }[]).map(({ name }) => name)).toContain(script);
  const reflected = await raw(`/api/${encodeURIComponent(script)}`);
  expect(reflected.headers['content-type']).toContain('application/json');
  expect(reflected.body).not.toContain('<script>');
});

describe('CSRF', () => {
  const changing = all.filter(([, { rest, access }]) => rest[0] !== 'GET' && access !== 'public');
  test.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, {}])(
    'the cookie of a signed-in browser changes nothing for a page with %j',
    async (headers) => {
      for (const [name, { rest }] of changing) {
        const answer = await call(rest[0], rest[1].replace(/:\w+/g, 'x1'), {}, { cookie, ...headers } as Record<string, string>);
        expect([name, answer.status]).toEqual([name, 401]);
      }
    },
  );

  test('a form of another site is refused by its content type already', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
      const answer = await call('POST', '/api/sites', 'name=x', { ...bearer(), 'content-type': type });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
  });

  test('no answer invites other origins', async () => {
    const answer = await call('GET', '/api/auth/me', undefined, { ...bearer(), origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await call('OPTIONS', '/api/sites', undefined, {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('fields that nobody may set are not set', async () => {
  const made = await call('POST', '/api/users', {
    ...{ username: 'mallory', password: 'correct-horse-battery', role: 'viewer' },
    ...{ id: 'chosen', passwordHash: 'x', createdAtMs: 1, isAdmin: true },
  });
  const user = (await made.json()) as { id: string };
  expect(user).toMatchObject({ role: 'viewer', createdAtMs: expect.toSatisfy((ms: number) => ms > 1) });
  expect(user.id).not.toBe('chosen');
  expect(user).not.toHaveProperty('passwordHash');
  // The address names the user, whatever the body says.
  const admin = ((await (await call('GET', '/api/users')).json()) as { id: string; username: string }[]).find(
    ({ username }) => username === 'admin',
  );
  const changed = await call('PATCH', `/api/users/${user.id}`, { id: admin?.id, role: 'responder' });
  expect(await changed.json()).toMatchObject({ id: user.id, role: 'responder' });
});

test.each([
  '{"__proto__":{"role":"admin"},"name":"x"}',
  '{"constructor":{"prototype":{"polluted":1}},"name":"x"}',
  '{"name":"x","__proto__":null}',
])('a body with %s pollutes nothing', async (body) => {
  const answer = await call('POST', '/api/sites', body);
  expect([200, 201, 400]).toContain(answer.status);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(({} as Record<string, unknown>).role).toBeUndefined();
});

test.each([
  ['a body beyond the limit', () => call('POST', '/api/sites', JSON.stringify({ name: 'x'.repeat(1_500_000) })), [413]],
  ['JSON nested a hundred thousand deep', () => call('POST', '/api/sites', '['.repeat(100_000)), [400]],
  [
    'a list with more than a list may have',
    () => call('PUT', '/api/settings/network', { allowedNets: Array.from({ length: 5000 }, () => '10.0.0.1') }),
    [400],
  ],
  ['a very long query', () => raw(`/api/incidents?kind=${'x'.repeat(12_000)}`), [400, 401, 414, 431]],
])('%s is refused and the station goes on', async (_name, attack, expected) => {
  expect(expected).toContain((await attack()).status);
  expect((await call('GET', '/health')).status).toBe(200);
});

test('headers of proxies that are not ours give nobody rights', async () => {
  for (const headers of [
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '127.0.0.1' },
    { 'x-forwarded-host': 'evil.example' },
  ])
    expect((await raw('/metrics', { host: new URL(station.address()).host, ...headers } as Record<string, string>)).status).toBe(401);
  expect((await raw('/health', { host: 'evil.example' })).status).toBe(403);
  const secure = await raw('/health', { host: new URL(station.address()).host, 'x-forwarded-proto': 'https' });
  expect(secure.headers['strict-transport-security']).toBeUndefined();
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '/https:/evil.example',
  '/?next=https://evil.example',
  '/api/docs?url=https://evil.example/x.json',
])('%s sends nobody elsewhere', async (path) => {
  const { headers } = await raw(path);
  expect(String(headers.location ?? '')).not.toContain('evil.example');
});

test('line breaks in what is sent end up in no header', async () => {
  for (const path of ['/api/%0d%0aset-cookie:%20a=b', '/%0d%0aset-cookie:%20a=b', '/api/sites?x=%0d%0aset-cookie:%20a=b']) {
    const { headers } = await raw(path);
    expect(headers['set-cookie']).toBeUndefined();
  }
});

test('what is private is not kept by browsers and proxies: answers of the API carry no permission to cache', async () => {
  for (const path of ['/api/auth/me', '/api/users', '/api/secrets', '/api/audit', '/api/audit/export.jsonl'])
    expect([path, (await call('GET', path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
});

test('a refused request says nothing of the inside, and no password is in the log or the audit log', async () => {
  await call('PUT', '/api/secrets/smtp-password', { value: 'hunter2hunter2' });
  await call('POST', '/api/cameras', { name: 'c', url: 'rtsp://u:hunter2hunter2@127.0.0.1:1/x', skipCheck: true, enabled: false });
  const audit = await (await call('GET', '/api/audit')).text();
  expect(audit).toContain('secrets.set');
  expect(audit).toContain('cameras.create');
  expect(audit).not.toMatch(/hunter2|correct-horse/);
  expect(log.join('\n')).not.toMatch(/hunter2|correct-horse/);
  expect(await (await call('GET', '/api/cameras')).text()).not.toContain('hunter2');
  expect(await (await call('GET', '/api/secrets')).text()).not.toContain('hunter2');
});

test('the audit log of all this is whole, and is exported only to an admin', async () => {
  expect(await (await call('GET', '/api/audit/verify')).json()).toMatchObject({ intact: true });
  expect((await call('GET', '/api/audit/export.jsonl', undefined, {})).status).toBe(401);
  const lines = (await (await call('GET', '/api/audit/export.jsonl')).text()).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(lines.map((_line, index) => index + 1));
});

test('an address that is not on the list is let in nowhere but to the health check', async () => {
  expect((await call('PUT', '/api/settings/network', { allowedNets: ['10.99.0.0/16'] })).status).toBe(200);
  const forwarded = { host: new URL(station.address()).host, 'x-forwarded-for': '10.99.0.1', ...bearer() };
  expect((await raw('/api/auth/me', forwarded)).status).toBe(403);
  expect((await raw('/socket.io/?EIO=4&transport=polling', forwarded)).status).toBe(403);
  expect((await raw('/health', forwarded)).status).toBe(200);
  expect((await call('PUT', '/api/settings/network', { allowedNets: [] })).status).toBe(200);
});
