import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import localtunnel from 'localtunnel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocaltunnelServer, startLocaltunnelServer } from '../../../e2e/servers/localtunnel-server.ts';
import { createLocaltunnelProvider } from './localtunnel-provider.ts';

let tunnelServer: LocaltunnelServer;
let station: Server;
let stationPort: number;
const stationSockets = new Set<Socket>();
const ending: AbortController[] = [];

beforeEach(async () => {
  tunnelServer = await startLocaltunnelServer();
  station = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => response.end(`${incoming.headers.host} ${Buffer.concat(parts).length}`));
  });
  station.on('connection', (socket) => {
    stationSockets.add(socket);
    socket.once('close', () => stationSockets.delete(socket));
  });
  await once(station.listen(0, '127.0.0.1'), 'listening');
  stationPort = (station.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const controller of ending.splice(0)) controller.abort();
  station.closeAllConnections();
  station.close();
  await tunnelServer.close();
});

const open = async (subdomain: string | null = null) => {
  const controller = new AbortController();
  ending.push(controller);
  const provider = createLocaltunnelProvider({ server: new URL(tunnelServer.address), subdomain: () => subdomain });
  return { controller, ...(await provider.open({ port: stationPort, signal: controller.signal })) };
};
const visit = (url: string, body = '') =>
  new Promise<string>((resolve, reject) => {
    const { host } = new URL(url);
    const asked = request({ port: tunnelServer.port, host: '127.0.0.1', method: 'POST', agent: false, headers: { host } }, (answer) => {
      let text = '';
      answer
        .setEncoding('utf8')
        .on('data', (part) => (text += part))
        .on('end', () => resolve(text))
        .on('error', reject);
    });
    asked.on('error', reject).setHeader('content-length', body.length);
    asked.end(body);
  });

test('visitors reach the station under the address that was asked for, many at once and large', async () => {
  const { url } = await open('gate-cam');
  expect(new URL(url).hostname).toBe('gate-cam.localhost');
  const { host } = new URL(url);
  const body = 'x'.repeat(300_000);
  const answers = await Promise.all(Array.from({ length: 40 }, () => visit(url, body)));
  expect(new Set(answers)).toEqual(new Set([`${host} 300000`]));
});

test('no connection to the station stands while nobody visits, none is left when the tunnel is ended', async () => {
  const { url, closed, controller } = await open();
  await expect.poll(() => tunnelServer.waiting()).toBe(10);
  expect(stationSockets.size).toBe(0);
  await visit(url);
  controller.abort();
  expect(await closed).toBe('ended by the station');
  await expect.poll(() => tunnelServer.waiting() + stationSockets.size).toBe(0);
});

test('used connections are replaced', async () => {
  const { url } = await open();
  for (let n = 0; n < 25; n++) await visit(url);
  await expect.poll(() => tunnelServer.waiting()).toBe(10);
});

test('a killed tunnel server ends the tunnel with a reason, and nothing else happens to the station', async () => {
  const { closed } = await open();
  await expect.poll(() => tunnelServer.waiting()).toBe(10);
  const { port } = tunnelServer;
  await tunnelServer.close();
  expect(await closed).toContain('ECONNREFUSED');
  tunnelServer = await startLocaltunnelServer({ port, firstId: 'other' });
  expect((await open()).url).toContain('other-1.localhost');
});

test('a visitor who comes while the station is down is let go and the tunnel stays', async () => {
  const { url } = await open();
  station.closeAllConnections();
  station.close();
  await expect(visit(url)).rejects.toThrow();
  await once(station.listen(stationPort, '127.0.0.1'), 'listening');
  await expect.poll(() => visit(url).catch(() => 'gone')).toContain(' 0');
});

test('a connection that says nothing and ends costs the pool nothing', async () => {
  const { url } = await open();
  for (let n = 0; n < 30; n++) {
    const socket = connect(tunnelServer.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET / HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
    socket.destroy();
  }
  await expect.poll(() => visit(url).catch(() => 'gone')).toContain(' 0');
  await expect.poll(() => tunnelServer.waiting()).toBe(10);
});

test.each([
  ['garbage', 'bad_answer'],
  ['refuse', 'refused'],
] as const)('a server with the fault %s is told in words', async (fault, code) => {
  tunnelServer.setFault(fault);
  await expect(open()).rejects.toMatchObject({ name: 'TunnelFailure', code });
});

test('a server that hangs is left when the station gives up', async () => {
  tunnelServer.setFault('hang');
  const controller = new AbortController();
  const provider = createLocaltunnelProvider({ server: new URL(tunnelServer.address), subdomain: () => null });
  const opening = provider.open({ port: stationPort, signal: controller.signal });
  controller.abort();
  await expect(opening).rejects.toMatchObject({ code: 'no_answer' });
});

test('nobody at the address is told in words', async () => {
  const { port } = tunnelServer;
  await tunnelServer.close();
  await expect(open()).rejects.toMatchObject({ code: 'no_answer', message: expect.stringContaining(String(port)) });
  tunnelServer = await startLocaltunnelServer({ port });
});

test('the server of these tests speaks the protocol of the published client', async () => {
  const client = await localtunnel({ port: stationPort, host: tunnelServer.address, local_host: '127.0.0.1' });
  expect(await visit(client.url, 'abc')).toContain(' 3');
  client.close();
});
