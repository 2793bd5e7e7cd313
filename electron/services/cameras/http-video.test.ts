import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestClip } from '../../../e2e/servers/test-media.ts';
import { type FfmpegBinary, findFfmpeg } from './ffmpeg-binary.ts';
import { httpSource } from './http-source.ts';
import { isWholeJpeg } from './jpeg-header.ts';
import type { StreamInfo } from './source.ts';

const binaries: [string, FfmpegBinary][] = [
  ['the ffmpeg of this machine', await findFfmpeg()],
  ['the bundled ffmpeg', await findFfmpeg({})],
];
let folder = '';
let server: Server;
let base = '';
const asked: string[] = [];
const types: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.flv': 'video/x-flv',
  '.mp4': 'video/mp4',
  '.ts': 'video/mp2t',
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-http-'));
  const hls = ['-hls_time', '1', '-hls_list_size', '0', '-hls_playlist_type', 'vod'];
  await makeTestClip(join(folder, 'live.m3u8'), { seconds: 4, fps: 10, extra: hls });
  await makeTestClip(join(folder, 'live.flv'), { seconds: 3, fps: 10 });
  await makeTestClip(join(folder, 'clip.mp4'), { seconds: 3, fps: 10, extra: ['-movflags', 'faststart'] });
  // A real video: nothing but the refusal to open it keeps it from being shown.
  const segment = `file://${join(folder, 'live0.ts')}`;
  await writeFile(join(folder, 'evil.m3u8'), `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${segment}\n#EXT-X-ENDLIST\n`);
  server = createServer(async (request, response) => {
    const name = basename((request.url ?? '/').split('?', 1)[0] ?? '');
    asked.push(name);
    const file = join(folder, name);
    const { size } = await stat(file);
    const withLength = name.endsWith('.flv') ? {} : { 'Content-Length': size };
    response.writeHead(200, { 'Content-Type': types[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream', ...withLength });
    createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function watch(binary: FfmpegBinary, url: string, count: number) {
  const stop = new AbortController();
  const frames: { jpeg: Uint8Array; atMs: number }[] = [];
  const infos: StreamInfo[] = [];
  await httpSource({ ffmpeg: async () => binary })({
    url,
    signal: stop.signal,
    onFrame: (jpeg) => {
      frames.push({ jpeg, atMs: performance.now() });
      if (frames.length >= count) stop.abort();
    },
    onInfo: (info) => infos.push(info),
  });
  return { frames, infos };
}

const cases = binaries.flatMap(([name, binary]) => ['live.m3u8', 'live.flv', 'clip.mp4'].map((file) => [name, file, binary] as const));

test.each(cases)('%s plays %s over HTTP', async (_name, file, binary) => {
  const { frames, infos } = await watch(binary, `${base}/${file}`, 10);
  expect(frames).toHaveLength(10);
  expect(frames.every(({ jpeg }) => isWholeJpeg(jpeg))).toBe(true);
  expect(infos[0]).toMatchObject({ codec: 'h264', width: 320, height: 180 });
});

test.each(binaries)('%s plays a recording at its own pace, not as fast as the network', async (_name, binary) => {
  const { frames } = await watch(binary, `${base}/clip.mp4`, 20);
  expect((frames.at(-1)?.atMs ?? 0) - (frames[0]?.atMs ?? 0)).toBeGreaterThan(1200);
});

test.each(binaries)('%s resolves the name in an address, or has it resolved', async (_name, binary) => {
  const { frames } = await watch(binary, `${base}/live.flv`.replace('127.0.0.1', 'localhost'), 2);
  expect(frames).toHaveLength(2);
});

test.each(binaries)('%s does not read a file of this machine for a playlist from the network', async (_name, binary) => {
  await expect(watch(binary, `${base}/evil.m3u8`, 1)).rejects.toMatchObject({ code: 'camera_unreachable', details: { cause: 'no_video' } });
});
