import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type MjpegServer, type MjpegServerOptions, startMjpegServer } from '../../../e2e/servers/mjpeg-server.ts';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { findFfmpeg, ffmpegFinder } from './ffmpeg-binary.ts';
import { httpSource, type HttpSourceOptions } from './http-source.ts';
import type { StreamInfo } from './source.ts';

/** A busy machine may take its time; what is waited for comes at once on an idle one. */
const patiently = { timeout: 8000 };

let pictures: Buffer[] = [];
const closers: (() => Promise<unknown>)[] = [];
const options: HttpSourceOptions = { ffmpeg: ffmpegFinder(findFfmpeg), snapshotIntervalMs: 5, timeouts: { responseMs: 2000 } };

beforeAll(async () => {
  pictures = await testPictures(4);
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function camera(change: Partial<MjpegServerOptions> = {}): Promise<MjpegServer> {
  const server = await startMjpegServer({ pictures, fps: 50, ...change });
  closers.push(() => server.close());
  return server;
}

async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Runs the source until `count` frames came, or to its own end. */
async function watch(
  url: string,
  count: number,
  change: Partial<HttpSourceOptions> = {},
): Promise<{ frames: Uint8Array[]; infos: StreamInfo[] }> {
  const stop = new AbortController();
  const frames: Uint8Array[] = [];
  const infos: StreamInfo[] = [];
  await httpSource({ ...options, ...change })({
    url,
    signal: stop.signal,
    onFrame: (jpeg) => {
      frames.push(jpeg);
      if (frames.length >= count) stop.abort();
    },
    onInfo: (info) => infos.push(info),
  });
  return { frames, infos };
}

test.each([{ withoutLengths: false }, { withoutLengths: true }])('MJPEG passes through untouched (%o)', async (change) => {
  const server = await camera(change);
  const { frames, infos } = await watch(server.url, 6);
  expect(frames.map((frame) => Buffer.from(frame))).toEqual([0, 1, 2, 3, 0, 1].map((index) => pictures[index]));
  expect(infos).toEqual([{ codec: 'mjpeg' }]);
});

test('the connection is gone once the signal says so', async () => {
  const server = await camera();
  await watch(server.url, 1);
  await expect.poll(() => server.viewers(), patiently).toBe(0);
});

test('credentials of the address go into a header', async () => {
  const server = await camera({ basicAuth: { username: 'admin', password: 'p@ss:1' } });
  const url = server.url.replace('//', '//admin:p%40ss%3A1@');
  expect((await watch(url, 2)).frames).toHaveLength(2);
});

test('a camera that wants the password proved (Digest) gets the proof', async () => {
  const [picture = Buffer.alloc(0)] = pictures;
  const asked: string[] = [];
  const url = await serverOf((request, response) => {
    const { authorization = '' } = request.headers;
    asked.push(authorization.split(' ', 1)[0] ?? '');
    if (authorization.startsWith('Digest ') && authorization.includes('uri="/video?res=1"')) {
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary="x"' });
      response.write(Buffer.concat([Buffer.from(`--x\r\nContent-Length: ${picture.length}\r\n\r\n`), picture]));
    } else response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="camera", nonce="abc", qop="auth"' }).end();
  });
  expect((await watch(`${url.replace('//', '//admin:hunter22@')}video?res=1`, 1)).frames).toHaveLength(1);
  expect(asked).toEqual(['Basic', 'Digest']);
});

test('a snapshot address is asked again and again', async () => {
  const server = await camera();
  const { frames } = await watch(server.snapshotUrl, 3);
  expect(frames.map((frame) => Buffer.from(frame))).toEqual(pictures.slice(0, 3));
  expect(server.requests()).toBeGreaterThanOrEqual(3);
});

test('multipart without a content type is recognised by its bytes', async () => {
  const [picture] = pictures;
  const url = await serverOf((_request, response) => {
    response.writeHead(200);
    const part = Buffer.concat([
      Buffer.from(`--x\r\nContent-Length: ${picture?.length}\r\n\r\n`),
      picture ?? Buffer.alloc(0),
      Buffer.from('\r\n'),
    ]);
    response.write(Buffer.concat([part, part, part]));
  });
  expect((await watch(url, 3)).frames).toHaveLength(3);
});

test('a redirect is followed, and credentials do not go to another port', async () => {
  const server = await camera({ basicAuth: { username: 'a', password: 'bcde' } });
  const url = await serverOf((_request, response) => response.writeHead(302, { Location: server.url }).end());
  await expect(watch(url.replace('//', '//a:bcde@'), 1)).rejects.toMatchObject({ details: { cause: 'unauthorized' } });
});

test.each([
  ['web-page', 'no_video', /web page/],
  ['unauthorized', 'unauthorized', /user name/],
  ['not-found', 'not_found', /404/],
  ['unavailable', 'http_error', /503/],
  ['silent', 'timeout', /in time/],
  ['giant', 'no_video', /more than 8 MB/],
  ['cut', 'ended', /closed/],
] as const)('a camera that answers %s has the cause %s', async (fault, cause, words) => {
  const server = await camera({ fault });
  await expect(watch(server.url, 1, { timeouts: { responseMs: 300 } })).rejects.toMatchObject({
    code: 'camera_unreachable',
    details: { cause },
    message: expect.stringMatching(words),
  });
});

test('nothing listening is refused, and the words hold no credentials', async () => {
  const server = await camera();
  await server.close();
  closers.length = 0;
  const failure: unknown = await watch(`http://admin:hunter22@127.0.0.1:${server.port}/stream`, 1).catch((error: unknown) => error);
  expect(failure).toMatchObject({ details: { cause: 'refused' } });
  expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter22');
});

test('a name nobody knows has the cause unknown_host', async () => {
  await expect(watch('http://no-such-camera.invalid/stream', 1)).rejects.toMatchObject({ details: { cause: 'unknown_host' } });
});

test.each([
  ['a server that does not speak HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'http_error'],
  ['a server that hangs up', '', 'ended'],
])('%s is told apart', async (_name, words, cause) => {
  const server = createTcpServer((socket) =>
    socket
      .on('error', () => socket.destroy())
      .resume()
      .end(words),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await expect(watch(url, 1)).rejects.toMatchObject({ details: { cause } });
});

test('a header that dribbles for ever ends at the deadline', async () => {
  const server = createTcpServer((socket) => {
    const timer = setInterval(() => socket.write('X-Slow: yes\r\n'), 20);
    socket.write('HTTP/1.1 200 OK\r\n');
    socket.on('close', () => clearInterval(timer)).on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await expect(watch(url, 1, { timeouts: { responseMs: 200 } })).rejects.toMatchObject({ details: { cause: 'timeout' } });
});

test('redirects without end are given up', async () => {
  const url = await serverOf((_request, response) => response.writeHead(302, { Location: '/again' }).end());
  await expect(watch(url, 1)).rejects.toMatchObject({ details: { cause: 'http_error' } });
});
