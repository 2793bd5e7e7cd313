import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, EnvHttpProxyAgent } from 'undici';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../../shared/errors.ts';
import type { ModelInfo } from '../../../../shared/schemas/model.ts';
import { type ModelDownload, type PublicModel, publicModelSchema } from '../../../../shared/schemas/model-download.ts';
import { ModelCatalogue } from '../model-catalogue.ts';
import { ModelDownloads, type ModelDownloadsOptions } from './model-downloads.ts';
import { downloadHosts, publicModels } from './public-models.ts';

/** 200 kB that begin as an ONNX file does. */
const contents = Buffer.alloc(200_000, 'onnx weights ');
contents.set([8, 7, 18, 0], 0);
const sha256 = createHash('sha256').update(contents).digest('hex');
const etag = '"one"';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let asked: { path: string; range: string | null; ifRange: string | null }[] = [];
let root = '';
let changes: ModelDownload[] = [];
let dispatcher: Agent;
const open: ModelDownloads[] = [];
const inspected: string[] = [];
const info = { name: 'tiny', layout: 'yolox' } as ModelInfo;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'downloads-'));
  asked = [];
  changes = [];
  inspected.length = 0;
  dispatcher = new Agent();
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', range: request.headers.range ?? null, ifRange: one(request.headers['if-range']) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const downloads of open.splice(0)) await downloads.close();
  await dispatcher.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header) ?? null;
const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
const modelsDir = () => join(root, 'models');
const partFile = () => join(modelsDir(), '.downloads', 'tiny.part');
const placed = () => join(modelsDir(), 'tiny.onnx');

const tiny = (change: Partial<PublicModel> = {}): PublicModel => ({
  id: 'tiny',
  name: 'Tiny',
  publisher: 'Somebody',
  licence: 'Apache-2.0',
  licenceUrl: 'https://example.org/licence',
  terms: 'permissive',
  url: `http://${host()}/tiny.onnx`,
  bytes: contents.length,
  sha256,
  inputPx: 416,
  classes: 'COCO, 80',
  ...change,
});

function downloadsOf(model: PublicModel = tiny(), change: Partial<ModelDownloadsOptions> = {}): ModelDownloads {
  const downloads = new ModelDownloads({
    models: [model],
    modelsDir: modelsDir(),
    rules: { hosts: [host()], allowLoopbackHttp: true, dispatcher },
    inspect: async (file) => {
      inspected.push(file);
      return info;
    },
    inUse: () => null,
    onChanged: (download) => changes.push(download),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    nowMs: () => 1_000,
    retryWaitsMs: [1, 1],
    freeBytes: async () => 1e12,
    ...change,
  });
  open.push(downloads);
  return downloads;
}

const yes = { id: 'tiny', acceptedLicence: 'Apache-2.0', acceptUnverified: false };

/** The state in which the download ended. */
async function ended(downloads: ModelDownloads, request = yes): Promise<ModelDownload> {
  await downloads.start(request, 'anna');
  return end();
}

async function end(): Promise<ModelDownload> {
  await vi.waitFor(() => expect(changes.at(-1)?.state).toMatch(/installed|failed|cancelled/), { timeout: 4_000, interval: 5 });
  return changes.at(-1) as ModelDownload;
}

/** Serves the file as a good server does: with a validator, and in parts where asked for. */
const serve: Answer = ({ headers }, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const partial = from > 0 && (headers['if-range'] === undefined || headers['if-range'] === etag);
  const body = partial ? contents.subarray(from) : contents;
  response.writeHead(partial ? 206 : 200, {
    etag,
    'content-type': 'application/octet-stream',
    'content-length': body.length,
    ...(partial ? { 'content-range': `bytes ${from}-${contents.length - 1}/${contents.length}` } : {}),
  });
  response.end(body);
};

/** Sends `bytes` of the announced file, then breaks the connection when some of them are on the disk. */
const cutAfter =
  (bytes: number): Answer =>
  (_request, response) => {
    response.writeHead(200, { etag, 'content-length': contents.length });
    response.write(contents.subarray(0, bytes));
    const kept = () => expect(statSync(partFile()).size).toBeGreaterThan(0);
    void vi.waitFor(kept, { timeout: 4_000, interval: 5 }).finally(() => response.destroy());
  };

/** One answer after the other; the last one stays. */
function inTurn(...answers: Answer[]): void {
  answer = (request, response) => (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
}

test('a model is downloaded, checked, opened and only then listed, with licence, hash and who agreed beside it', async () => {
  answer = serve;
  const downloads = downloadsOf();
  expect(await ended(downloads)).toEqual({
    id: 'tiny',
    state: 'installed',
    receivedBytes: contents.length,
    totalBytes: contents.length,
    problem: null,
  });
  expect(await readFile(placed())).toEqual(contents);
  expect(JSON.parse(await readFile(join(modelsDir(), 'tiny.json'), 'utf8'))).toMatchObject({
    id: 'Tiny',
    sha256,
    licence: 'Apache-2.0',
    verified: true,
    acceptedBy: 'anna',
    acceptedAtMs: 1_000,
  });
  // It was looked into before it had its place.
  expect(inspected).toEqual([`${partFile()}.onnx`]);
  expect(await readdir(join(modelsDir(), '.downloads'))).toEqual([]);
  const catalogue = new ModelCatalogue({ bundledDir: join(root, 'none'), localDir: modelsDir(), environmentFile: null });
  expect(await catalogue.list(null)).toMatchObject([{ name: 'Tiny', licence: 'Apache-2.0', origin: 'local' }]);
  expect(await downloads.list()).toMatchObject([{ id: 'tiny', file: placed(), keptBytes: 0 }]);
  await expect(downloads.start(yes, 'anna')).rejects.toMatchObject({ code: 'conflict' });
});

test('after a cut the download goes on where it broke, by itself', async () => {
  inTurn(cutAfter(120_000), serve);
  expect(await ended(downloadsOf())).toMatchObject({ state: 'installed' });
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({ ifRange: etag });
  const from = Number(/^bytes=(\d+)-$/.exec(asked[1]?.range ?? '')?.[1]);
  expect(from).toBeGreaterThan(0);
  expect(from).toBeLessThanOrEqual(120_000);
  expect(await readFile(placed())).toEqual(contents);
});

test('a connection that stays broken fails as offline, keeps what came, and the next start goes on from there', async () => {
  inTurn(cutAfter(120_000), (_request, response) => response.destroy());
  const failed = await ended(downloadsOf());
  expect(failed).toMatchObject({ state: 'failed', problem: { cause: 'offline' } });
  answer = serve;
  const afterRestart = downloadsOf();
  const [entry] = await afterRestart.list();
  expect(entry?.keptBytes).toBeGreaterThan(0);
  changes = [];
  expect(await ended(afterRestart)).toMatchObject({ state: 'installed' });
  expect(asked.at(-1)?.range).toBe(`bytes=${entry?.keptBytes}-`);
  expect(await readFile(placed())).toEqual(contents);
});

test('a file that changed on the server in between is fetched anew, not glued together', async () => {
  await mkdir(join(modelsDir(), '.downloads'), { recursive: true });
  await writeFile(partFile(), 'the beginning of an older file');
  await writeFile(`${partFile()}.note`, JSON.stringify({ url: tiny().url, etag: '"older"' }));
  answer = serve;
  expect(await ended(downloadsOf())).toMatchObject({ state: 'installed' });
  expect(asked[0]).toMatchObject({ ifRange: '"older"' });
  expect(await readFile(placed())).toEqual(contents);
});

test('a file that was whole already is only checked', async () => {
  await mkdir(join(modelsDir(), '.downloads'), { recursive: true });
  await writeFile(partFile(), contents);
  await writeFile(`${partFile()}.note`, JSON.stringify({ url: tiny().url, etag }));
  answer = (_request, response) => response.writeHead(416).end();
  expect(await ended(downloadsOf())).toMatchObject({ state: 'installed' });
});

const refusals: { what: string; model?: Partial<PublicModel>; answer: Answer; cause: string; words: RegExp }[] = [
  {
    what: 'another file of the same length',
    answer: (_request, response) => response.writeHead(200, { 'content-length': contents.length }).end(Buffer.alloc(contents.length, 9)),
    cause: 'hash',
    words: /SHA-256/,
  },
  {
    what: 'a file of another length',
    answer: (_request, response) => response.writeHead(200, { 'content-length': 12 }).end('twelve bytes'),
    cause: 'size',
    words: /12 bytes where 200000/,
  },
  {
    what: 'more bytes than announced for the file',
    answer: (_request, response) => {
      response.writeHead(200);
      response.end(Buffer.concat([contents, Buffer.from('more')]));
    },
    cause: 'size',
    words: /more than/,
  },
  {
    what: 'a short file that announces no length',
    answer: (_request, response) => {
      response.writeHead(200);
      response.end(contents.subarray(0, 100));
    },
    cause: 'offline',
    words: /ended after 100 of 200000/,
  },
  {
    what: 'a web page',
    answer: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in</html>'),
    cause: 'web_page',
    words: /web page/,
  },
  {
    what: 'a web page that calls itself a file',
    model: { sha256: null, bytes: null },
    answer: (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('\n<!DOCTYPE html><html>sign in</html>'),
    cause: 'web_page',
    words: /web page/,
  },
  {
    what: 'nothing (404)',
    answer: (_request, response) => response.writeHead(404).end(),
    cause: 'http_status',
    words: /404/,
  },
  {
    what: 'a redirect to somebody else',
    answer: (_request, response) => response.writeHead(302, { location: 'https://evil.example/tiny.onnx' }).end(),
    cause: 'redirect',
    words: /evil\.example/,
  },
  {
    what: 'a redirect to a file of this machine',
    answer: (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    cause: 'redirect',
    words: /not the publisher/,
  },
  {
    what: 'redirects without end',
    answer: (_request, response) => response.writeHead(302, { location: '/again' }).end(),
    cause: 'redirect',
    words: /without end/,
  },
];

test.each(refusals)('$what is refused as $cause and nothing is installed', async ({ model, answer: given, cause, words }) => {
  answer = given;
  const failed = await ended(downloadsOf(tiny(model)), { ...yes, acceptUnverified: true });
  expect(failed).toMatchObject({ state: 'failed', problem: { cause, message: expect.stringMatching(words) } });
  expect(existsSync(placed())).toBe(false);
  expect(existsSync(join(modelsDir(), 'tiny.json'))).toBe(false);
});

test('what failed its check does not spoil the next try', async () => {
  inTurn(
    (_request, response) => response.writeHead(200, { etag, 'content-length': contents.length }).end(Buffer.alloc(contents.length, 9)),
    serve,
  );
  const downloads = downloadsOf();
  expect(await ended(downloads)).toMatchObject({ state: 'failed' });
  changes = [];
  expect(await ended(downloads)).toMatchObject({ state: 'installed' });
  expect(asked[1]?.range).toBeNull();
});

test('a redirect inside the allowed hosts is followed, with the range', async () => {
  inTurn(
    (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    cutAfter(50_000),
    (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    serve,
  );
  expect(await ended(downloadsOf())).toMatchObject({ state: 'installed' });
  expect(asked.map(({ path }) => path)).toEqual(['/tiny.onnx', '/elsewhere', '/tiny.onnx', '/elsewhere']);
  expect(asked[3]?.range).toMatch(/^bytes=/);
});

test('where the network has a proxy the download goes through it', async () => {
  answer = serve;
  const tunnels: string[] = [];
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const { port } = server.address() as AddressInfo;
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const through = new EnvHttpProxyAgent({ httpProxy: address, httpsProxy: address, noProxy: '', proxyTunnel: true });
  try {
    const rules = { hosts: [host()], allowLoopbackHttp: true, dispatcher: through };
    expect(await ended(downloadsOf(tiny(), { rules }))).toMatchObject({ state: 'installed' });
    expect(tunnels).toEqual([host()]);
  } finally {
    await through.destroy();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  }
});

test('plain http is refused where loopback is not allowed for a test', async () => {
  answer = serve;
  const downloads = downloadsOf(tiny(), { rules: { hosts: [host()], allowLoopbackHttp: false, dispatcher } });
  expect(await ended(downloads)).toMatchObject({ state: 'failed', problem: { cause: 'redirect' } });
  expect(asked).toEqual([]);
});

test('without a network it says so', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const rules = { hosts: [`127.0.0.1:${port}`], allowLoopbackHttp: true, dispatcher };
  const failed = await ended(downloadsOf(tiny({ url: `http://127.0.0.1:${port}/x` }), { rules }));
  expect(failed.problem).toMatchObject({ cause: 'offline', message: expect.stringContaining('Is this station online?') });
});

test('too little room is found out before a byte is written', async () => {
  answer = serve;
  const failed = await ended(downloadsOf(tiny(), { freeBytes: async () => 256 * 1024 * 1024 + contents.length - 1 }));
  expect(failed).toMatchObject({ state: 'failed', problem: { cause: 'disk_full' } });
  expect(existsSync(partFile())).toBe(false);
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that fills up meanwhile ends the download and frees what it took (needs /dev/full)',
  async () => {
    await mkdir(join(modelsDir(), '.downloads'), { recursive: true });
    await symlink('/dev/full', partFile());
    answer = serve;
    expect(await ended(downloadsOf())).toMatchObject({ state: 'failed', problem: { cause: 'disk_full' } });
    expect(await readdir(join(modelsDir(), '.downloads'))).toEqual([]);
  },
);

test('a cancelled download leaves nothing behind and another one may begin', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { etag, 'content-length': contents.length });
    response.write(contents.subarray(0, 70_000));
  };
  const downloads = downloadsOf();
  await downloads.start(yes, 'anna');
  await vi.waitFor(async () => expect((await downloads.list())[0]?.keptBytes).toBeGreaterThan(0), { timeout: 4_000, interval: 5 });
  await expect(downloads.start(yes, 'anna')).rejects.toMatchObject({ code: 'conflict' });
  await downloads.cancel('tiny');
  expect(changes.at(-1)).toMatchObject({ state: 'cancelled', receivedBytes: 0 });
  expect(await readdir(join(modelsDir(), '.downloads'))).toEqual([]);
  await expect(downloads.cancel('tiny')).rejects.toMatchObject({ code: 'not_found' });
  answer = serve;
  expect(await ended(downloads)).toMatchObject({ state: 'installed' });
});

test('an installed model is removed with its side-car, but not while it is in use', async () => {
  answer = serve;
  let inUse: string | null = placed();
  const downloads = downloadsOf(tiny(), { inUse: () => inUse });
  await expect(downloads.remove('tiny')).rejects.toMatchObject({ code: 'not_found' });
  await ended(downloads);
  await expect(downloads.remove('tiny')).rejects.toMatchObject({ code: 'conflict' });
  expect(existsSync(placed())).toBe(true);
  inUse = null;
  await downloads.remove('tiny');
  expect(await readdir(modelsDir())).toEqual(['.downloads']);
  expect(await downloads.list()).toMatchObject([{ file: null, download: null }]);
});

test('a station that closes keeps what came for its next start', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { etag, 'content-length': contents.length });
    response.write(contents.subarray(0, 70_000));
  };
  const downloads = downloadsOf();
  await downloads.start(yes, 'anna');
  await vi.waitFor(async () => expect((await downloads.list())[0]?.keptBytes).toBeGreaterThan(0), { timeout: 4_000, interval: 5 });
  await downloads.close();
  expect((await downloadsOf().list())[0]?.keptBytes).toBeGreaterThan(0);
});

test('a file that is no known model is refused with the reason and removed', async () => {
  answer = serve;
  const inspect = () => Promise.reject(new AppError('model_refused', 'its output is of no known layout'));
  const failed = await ended(downloadsOf(tiny(), { inspect }));
  expect(failed.problem).toEqual({ cause: 'refused', message: 'Tiny: its output is of no known layout' });
  expect(await readdir(modelsDir())).toEqual(['.downloads']);
  expect(await readdir(join(modelsDir(), '.downloads'))).not.toContain('tiny.part');
});

test('where the inference process cannot look into the file now, the file waits for the next try', async () => {
  answer = serve;
  const inspect = vi.fn<(file: string) => Promise<ModelInfo>>().mockResolvedValue(info);
  inspect.mockRejectedValueOnce(new AppError('unavailable', 'The detector is restarting.'));
  const downloads = downloadsOf(tiny(), { inspect });
  expect((await ended(downloads)).problem?.cause).toBe('not_checked');
  answer = (_request, response) => response.writeHead(416).end();
  changes = [];
  expect(await ended(downloads)).toMatchObject({ state: 'installed' });
});

test('the licence has to be agreed to as it is shown, and a missing hash too', async () => {
  answer = serve;
  const downloads = downloadsOf(tiny({ sha256: null, bytes: null, licence: 'AGPL-3.0' }));
  await expect(downloads.start(yes, 'anna')).rejects.toMatchObject({ code: 'invalid_input' });
  const agreed = { ...yes, acceptedLicence: 'AGPL-3.0' };
  await expect(downloads.start(agreed, 'anna')).rejects.toMatchObject({ code: 'invalid_input' });
  expect(asked).toEqual([]);
  expect(await ended(downloads, { ...agreed, acceptUnverified: true })).toMatchObject({ state: 'installed' });
  expect(JSON.parse(await readFile(join(modelsDir(), 'tiny.json'), 'utf8'))).toMatchObject({ verified: false, sha256 });
  await expect(downloads.start({ ...agreed, id: 'unknown' }, 'anna')).rejects.toMatchObject({ code: 'not_found' });
});

test('every entry of the catalogue is sound: https, an allowed host, size and hash together, AGPL marked', () => {
  expect(new Set(publicModels.map(({ id }) => id)).size).toBe(publicModels.length);
  for (const model of publicModels) {
    expect(publicModelSchema.safeParse(model).success, model.id).toBe(true);
    expect(new URL(model.url).protocol).toBe('https:');
    expect(downloadHosts).toContain(new URL(model.url).host);
    expect(model.sha256 === null).toBe(model.bytes === null);
    expect(model.terms).toBe(/AGPL|GPL/.test(model.licence) ? 'copyleft' : 'permissive');
  }
});
