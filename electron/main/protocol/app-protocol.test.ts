import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MediaReply } from '../desktop-station.ts';

vi.mock('electron', () => import('../test-support/fake-electron.ts'));
const { protocol } = await import('../test-support/fake-electron.ts');
const { registerAppScheme, serveAppProtocol } = await import('./app-protocol.ts');

let folder = '';
const media = vi.fn<(path: string) => Promise<MediaReply | null>>(async () => null);

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
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, corsEnabled: false } },
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

test('pictures come from the station, with the type it gives them', async () => {
  media.mockResolvedValueOnce({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: new Uint8Array([0xff, 0xd8]) });
  const response = await get('app://sentra/api/incidents/i1/photo.jpg?w=320');
  expect(media).toHaveBeenCalledWith('/api/incidents/i1/photo.jpg?w=320');
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0xff, 0xd8]));
});

test('a path that is no picture of the station is not found, and never the console page', async () => {
  const response = await get('app://sentra/api/users');
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('not found');
});
