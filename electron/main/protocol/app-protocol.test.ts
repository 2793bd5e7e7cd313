import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MediaReply, MediaRequest } from '../desktop-station.ts';

vi.mock('electron', () => import('../test-support/fake-electron.ts'));
const { protocol } = await import('../test-support/fake-electron.ts');
const { registerAppScheme, serveAppProtocol } = await import('./app-protocol.ts');

let folder = '';
const reply = (status: number, body: string, headers = {}): MediaReply => ({ status, headers, body: Readable.from([Buffer.from(body)]) });
const media = vi.fn<(request: MediaRequest) => Promise<MediaReply>>(async () => reply(404, 'no such file'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-console-'));
  const root = join(folder, 'dist');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html><title>SENTRA</title>');
  await writeFile(join(root, 'assets', 'main.js'), 'export {};');
  await writeFile(join(root, 'assets', 'a b.css'), 'body{}');
  await writeFile(join(root, 'assets', 'notes.exe'), 'MZ');
  await writeFile(join(folder, 'secret.json'), '{"key":1}');
  await symlink(join(folder, 'secret.json'), join(root, 'link.json'));
  serveAppProtocol({ consoleDir: root, media });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function get(url: string, init?: RequestInit): Promise<Response> {
  const handler = protocol.handlers.get('app');
  if (!handler) throw new Error('nothing serves app:');
  return handler(new Request(url, init));
}

test('the scheme is made a secure standard one before the app is ready', () => {
  registerAppScheme();
  expect(protocol.schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, corsEnabled: false, stream: true },
    },
  ]);
});

test.each([
  ['app://sentra/', 'text/html; charset=utf-8', 'SENTRA'],
  ['app://sentra/index.html', 'text/html; charset=utf-8', 'SENTRA'],
  ['app://sentra/assets/main.js', 'text/javascript; charset=utf-8', 'export'],
  ['app://sentra/assets/main.js?v=1#x', 'text/javascript; charset=utf-8', 'export'],
  ['app://sentra/assets/a%20b.css', 'text/css; charset=utf-8', 'body'],
  ['app://sentra/incidents/42', 'text/html; charset=utf-8', 'SENTRA'],
])('%s is served as %s', async (url, type, text) => {
  const response = await get(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toContain(text);
});

test('every answer, refusals too, carries a policy without any network or eval', async () => {
  for (const url of ['app://sentra/', 'app://sentra/nothing.js', 'app://sentra/api/nothing']) {
    const response = await get(url);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|ws:|\*/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test.each([
  'app://sentra/..%2fsecret.json',
  'app://sentra/assets/..%2f..%2fsecret.json',
  'app://sentra/%2e%2e/secret.json',
  'app://sentra/..%5csecret.json',
  'app://sentra/assets%5c..%5c..%5csecret.json',
  'app://sentra/C:%5csecret.json',
  'app://sentra/secret.json%00.js',
  'app://sentra//etc/passwd.json',
  'app://sentra/%E0%A4%A.js',
  'app://sentra/link.json',
  'app://sentra/assets/notes.exe',
  'app://sentra/assets/missing.js',
  'app://evil/index.html',
])('%s is refused', async (url) => {
  const response = await get(url);
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('not found');
});

test('only reading is possible', async () => {
  expect((await get('app://sentra/', { method: 'POST', body: 'x' })).status).toBe(405);
});

test('what lies under /api comes from the station, asked for as the page did, with the type it gives', async () => {
  media.mockResolvedValueOnce(reply(206, 'jpeg', { 'content-type': 'image/jpeg', 'content-security-policy': 'none of ours' }));
  const response = await get('app://sentra/api/incidents/i1/photo.jpg?w=320', { headers: { range: 'bytes=0-3' } });
  expect(media.mock.lastCall?.[0]).toMatchObject({
    method: 'GET',
    path: '/api/incidents/i1/photo.jpg?w=320',
    headers: { range: 'bytes=0-3' },
  });
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([206, 'image/jpeg', 'jpeg']);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('an answer without a body has none, and a page that stops reading ends the answer', async () => {
  const unchanged = reply(304, '');
  media.mockResolvedValueOnce(unchanged);
  expect([(await get('app://sentra/api/recordings/segments/a.mp4')).body, unchanged.body.destroyed]).toEqual([null, true]);

  const endless = new Readable({ read: () => undefined });
  endless.push('begin');
  media.mockResolvedValueOnce({ status: 200, headers: {}, body: endless });
  const reader = (await get('app://sentra/api/recordings/segments/a.mp4')).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(endless.destroyed).toBe(true);
});

test('a path the station does not know is not found, and never the console page', async () => {
  const response = await get('app://sentra/api/nothing');
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('no such file');
});
