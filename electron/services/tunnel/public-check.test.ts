import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { checkPublicAddress } from './public-check.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const proofOf = (nonce: string) => `proof-of-${nonce}`;
async function check(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://gate.localhost:${(server.address() as AddressInfo).port}`;
  return checkPublicAddress({ url, proofOf, timeoutMs: 400, signal: new AbortController().signal });
}

test('an answer with the proof of this tunnel counts', async () => {
  await check((request, response) => {
    expect(request.headers.host).toMatch(/^gate\.localhost:\d+$/);
    response.setHeader('x-sentra-proof', proofOf(String(request.headers['x-sentra-check']))).end('{}');
  });
});

test('an old answer played again does not count', async () => {
  await expect(
    check((_request, response) => response.setHeader('x-sentra-proof', proofOf('yesterday')).end('{"status":"ok"}')),
  ).rejects.toMatchObject({
    code: 'foreign_page',
  });
});

test.each([
  [200, 'foreign_page'],
  [302, 'foreign_page'],
  [401, 'foreign_page'],
  [404, 'not_reachable'],
  [502, 'not_reachable'],
])('an answer %i without proof is %s', async (status, code) => {
  await expect(
    check((_request, response) => response.writeHead(status, { location: 'https://elsewhere.example' }).end()),
  ).rejects.toMatchObject({ code });
});

test('silence is told as such', async () => {
  await expect(check(() => undefined)).rejects.toMatchObject({
    code: 'not_reachable',
    message: expect.stringContaining('no answer in time'),
  });
});

test('a server that hangs up is told as such', async () => {
  await expect(check((request) => request.socket.destroy())).rejects.toMatchObject({ code: 'not_reachable' });
});

test('an endless answer is not read', async () => {
  await check((request, response) => {
    response.setHeader('x-sentra-proof', proofOf(String(request.headers['x-sentra-check'])));
    const pour = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.once('close', () => clearInterval(pour));
  });
});
