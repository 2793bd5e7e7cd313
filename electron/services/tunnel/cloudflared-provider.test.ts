import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCloudflaredLine } from './cloudflared-output.ts';
import { createCloudflaredProvider } from './cloudflared-provider.ts';

let ending: AbortController;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort());

/** A program that stands for cloudflared: it prints what the real one prints, then does what the test says. */
function program(body: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sentra-cloudflared-')), 'cloudflared');
  writeFileSync(path, `#!${process.execPath}\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}
const logs = (lines: readonly string[]) => `for (const line of ${JSON.stringify(lines)}) console.error(line);`;
const created = [
  '2026-11-28T10:00:00Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out.',
  '2026-11-28T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...',
  '2026-11-28T10:00:03Z INF +--------------------------------------------------------------------------------------------+',
  '2026-11-28T10:00:03Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |',
  '2026-11-28T10:00:03Z INF |  https://seasonal-deck-organisms-sf.trycloudflare.com                                      |',
  '2026-11-28T10:00:03Z INF +--------------------------------------------------------------------------------------------+',
];
const open = (path: string, env: NodeJS.ProcessEnv = {}, signal: AbortSignal = ending.signal) =>
  createCloudflaredProvider({ program: path, env }).open({ port: 4321, signal });

test('the address is read from its log and the program is told only the port', async () => {
  const path = program(
    `console.error(process.argv.slice(2).join(' ') + JSON.stringify(process.env)); ${logs(created)} setInterval(() => {}, 1000)`,
  );
  const tunnel = await open(path);
  expect(tunnel).toMatchObject({ url: 'https://seasonal-deck-organisms-sf.trycloudflare.com', visitorPassword: null });
});

test('secrets of the station are not in its environment', async () => {
  const check = `if (process.env.SENTRA_ADMIN_PASSWORD || !process.env.HOME || process.argv[5] !== 'http://127.0.0.1:4321') process.exit(7);`;
  const path = program(`${check} ${logs(created)} setInterval(() => {}, 1000)`);
  await expect(open(path, { SENTRA_ADMIN_PASSWORD: 'hunter2hunter2', HOME: '/tmp' })).resolves.toMatchObject({ visitorPassword: null });
});

test('a program that dies ends the tunnel', async () => {
  const tunnel = await open(program(`${logs(created)} setTimeout(() => process.exit(3), 300)`));
  expect(await tunnel.closed).toBe('cloudflared ended (3).');
});

test('it is ended with the signal, by force when it does not listen', async () => {
  const own = new AbortController();
  const tunnel = await open(program(`process.on('SIGTERM', () => {}); ${logs(created)} setInterval(() => {}, 1000)`), {}, own.signal);
  own.abort();
  expect(await tunnel.closed).toBe('cloudflared ended (SIGKILL).');
});

test('what it complains about is told when it gives no address', async () => {
  const words =
    'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host';
  await expect(open(program(`${logs([words])} process.exit(1)`))).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('no such host'),
  });
});

test('a missing program is told in words with what to do', async () => {
  const onPath = createCloudflaredProvider({ program: null, env: { PATH: mkdtempSync(join(tmpdir(), 'empty-')) } });
  expect(await onPath.unready()).toMatchObject({ code: 'not_installed', message: expect.stringContaining('CLOUDFLARED_PATH') });
  await expect(onPath.open({ port: 1, signal: ending.signal })).rejects.toMatchObject({ code: 'not_installed' });
  const given = createCloudflaredProvider({ program: '/no/such/program', env: process.env });
  expect(await given.unready()).toMatchObject({ message: expect.stringContaining('/no/such/program') });
});

test.each([
  ['2026-11-28T10:00:03Z INF |  https://a-b-c.trycloudflare.com  |', { kind: 'address', url: 'https://a-b-c.trycloudflare.com' }],
  ['2026-11-28T10:00:03Z INF |  https://api.trycloudflare.com  |', null],
  ['2026-11-28T10:00:03Z INF |  https://a.trycloudflare.com.evil.example  |', null],
  ['2026-11-28T10:00:03Z INF https://a-b-c.trycloudflare.com', null],
  ['2026-11-28T10:00:04Z ERR Failed to dial a quic connection', { kind: 'problem', words: 'ERR Failed to dial a quic connection' }],
  ['2026-11-28T10:00:04Z INF Registered tunnel connection connIndex=0', null],
])('the line %s', (line, news) => {
  expect(readCloudflaredLine(line)).toEqual(news);
});
