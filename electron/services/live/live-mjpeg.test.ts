import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { MultipartParser } from '../cameras/multipart-parser.ts';
import { FrameHub } from './frame-hub.ts';
import { type LiveMjpegOptions, serveLiveMjpeg } from './live-mjpeg.ts';

/** A busy machine may take its time; what is waited for comes at once on an idle one. */
const patiently = { timeout: 8000 };

let pictures: Buffer[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  pictures = await testPictures(3);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function station(change: Partial<LiveMjpegOptions> = {}) {
  const hub = new FrameHub();
  const ended: Promise<void>[] = [];
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    responses.push(response);
    ended.push(serveLiveMjpeg({ hub, cameraId: 'gate', response, maxFps: 60, ...change }));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  let seq = 0;
  const publish = (jpeg = pictures[seq % 3] ?? Buffer.alloc(0)) => {
    seq += 1;
    hub.publish({ cameraId: 'gate', seq, capturedAtMs: Date.now(), jpeg });
  };
  return { hub, responses, ended, publish, port: (server.address() as AddressInfo).port };
}

async function open(port: number): Promise<IncomingMessage> {
  const request = get({ port, host: '127.0.0.1', agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => response.destroy());
  return response;
}

function collect(response: IncomingMessage): Uint8Array[] {
  const boundary = /boundary=(.*)$/.exec(response.headers['content-type'] ?? '')?.[1] ?? null;
  const parts: Uint8Array[] = [];
  const parser = new MultipartParser(boundary, (body) => parts.push(body));
  response.on('data', (chunk: Buffer) => parser.push(chunk));
  return parts;
}

function countBytes(response: IncomingMessage): { bytes: number } {
  const count = { bytes: 0 };
  response.on('data', (chunk: Buffer) => {
    count.bytes += chunk.length;
  });
  return count;
}

test('a viewer gets the latest picture at once and the next ones untouched', async () => {
  const { port, publish } = await station();
  publish();
  const parts = collect(await open(port));
  await expect.poll(() => parts.length, patiently).toBe(1);
  await expect
    .poll(() => {
      publish(pictures[1]);
      return parts.length;
    }, patiently)
    .toBeGreaterThan(2);
  expect(Buffer.from(parts[0] ?? [])).toEqual(pictures[0]);
  expect(Buffer.from(parts[1] ?? [])).toEqual(pictures[1]);
});

test('of 20 viewers one that reads nothing gets less, holds one frame and costs the others nothing', async () => {
  const { port, publish, responses } = await station();
  const large = Buffer.concat([pictures[0] ?? Buffer.alloc(0), Buffer.alloc(400_000)]);
  const others = await Promise.all(Array.from({ length: 19 }, () => open(port)));
  const counts = others.map((response) => countBytes(response));
  const stalled = connect(port, '127.0.0.1').pause();
  stalled.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => responses.length, patiently).toBe(20);
  let published = 0;
  await expect
    .poll(
      () => {
        publish(large);
        published += 1;
        return Math.min(...counts.map(({ bytes }) => bytes));
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBeGreaterThan(20 * large.length);
  expect(published).toBeLessThan(60);
  const held = responses.map((response) => response.writableLength);
  expect(held.at(-1)).toBeGreaterThan(0);
  expect(Math.max(...held)).toBeLessThan(2 * large.length);
  stalled.destroy();
});

test('a stalled viewer is disconnected', async () => {
  const { port, publish, ended } = await station({ stalledMs: 200 });
  const stalled = connect(port, '127.0.0.1').pause();
  stalled.on('error', () => stalled.destroy());
  stalled.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const large = Buffer.alloc(4_000_000);
  await expect.poll(() => ended.length, patiently).toBe(1);
  const timer = setInterval(() => publish(large), 10);
  await ended[0];
  clearInterval(timer);
  stalled.destroy();
});

test('the last picture is repeated while the camera is silent', async () => {
  const { port, publish } = await station({ repeatMs: 50 });
  publish();
  const parts = collect(await open(port));
  await expect.poll(() => parts.length, patiently).toBeGreaterThan(3);
});

test('a viewer that leaves is forgotten', async () => {
  const { port, ended, hub } = await station();
  const response = await open(port);
  await expect.poll(() => ended.length, patiently).toBe(1);
  response.destroy();
  await ended[0];
  hub.publish({ cameraId: 'gate', seq: 1, capturedAtMs: 0, jpeg: Buffer.alloc(10) });
});

test('the stream ends when its signal says so', async () => {
  const stop = new AbortController();
  const { port, ended } = await station({ signal: stop.signal });
  await open(port);
  stop.abort();
  await expect.poll(() => ended.length, patiently).toBe(1);
  await ended[0];
});
