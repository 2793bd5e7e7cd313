import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeH264, type H264Clip } from '../../../e2e/servers/h264-packets.ts';
import { startRtspServer } from '../../../e2e/servers/rtsp-server.ts';
import { type FfmpegBinary, findFfmpeg } from '../cameras/ffmpeg-binary.ts';
import { rtspSource } from '../cameras/ffmpeg-sources.ts';
import { BoxReader } from './mp4/box-reader.ts';
import { writeFragment } from './mp4/write-fragment.ts';
import { initSegment, timescale } from './mp4/write-init.ts';
import { Mp4Packets } from './mp4-packets.ts';
import type { RawPacket } from './packet.ts';
import type { VideoTrack } from './video-track.ts';

const run = promisify(execFile);
const binaries: [string, FfmpegBinary][] = [
  ['the ffmpeg of this machine', await findFfmpeg()],
  ['the bundled ffmpeg', await findFfmpeg({})],
];
let folder = '';
let clip: H264Clip;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-packets-'));
  clip = await encodeH264({ width: 320, height: 180, fps: 15 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const countFrames = async (file: string) => {
  const args = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames,codec_name,width', '-of', 'csv=p=0', file];
  const { stdout, stderr } = await run('ffprobe', args);
  return { frames: stdout.trim(), complaints: stderr };
};

/** Takes `count` packets from an RTSP camera, beside its JPEGs, over one connection. */
async function record(binary: FfmpegBinary, count: number) {
  const server = await startRtspServer({ clip });
  const stop = new AbortController();
  const packets: RawPacket[] = [];
  const tracks: VideoTrack[] = [];
  let pictures = 0;
  let players = 0;
  await rtspSource({ ffmpeg: async () => binary })({
    ...{ url: server.url, signal: stop.signal, onInfo: () => undefined },
    onFrame: () => {
      pictures += 1;
    },
    packets: {
      track: (track) => tracks.push(track),
      packet: (packet) => {
        players = Math.max(players, server.players());
        if (packets.push(packet) >= count) stop.abort();
      },
    },
  });
  await server.close();
  return { packets: packets.slice(0, count), track: tracks[0], pictures, players };
}

function toFile(track: VideoTrack, packets: readonly RawPacket[]): Buffer {
  const units = (ms: number) => Math.round((ms * timescale) / 1000);
  const samples = packets.map(({ decodeMs, compositionMs, isKey, data }, index) => {
    const next = packets[index + 1]?.decodeMs ?? decodeMs + 1000 / 15;
    return { duration: units(next) - units(decodeMs), compositionOffset: units(compositionMs), isKey, data };
  });
  const half = samples.length >> 1;
  const middle = units((packets[half]?.decodeMs ?? 0) - (packets[0]?.decodeMs ?? 0));
  return Buffer.concat([initSegment(track), writeFragment(1, 0, samples.slice(0, half)), writeFragment(2, middle, samples.slice(half))]);
}

test.each(binaries)('%s gives the packets of a camera beside its pictures, over one connection', async (_name, binary) => {
  const { packets, track, pictures, players } = await record(binary, 45);
  if (!track) throw new Error('no track');
  expect(track).toMatchObject({ width: 320, height: 180, codec: expect.stringMatching(/^avc1\.[0-9a-f]{6}$/) });
  expect(players).toBe(1);
  expect(pictures).toBeGreaterThan(10);
  expect(packets[0]?.isKey).toBe(true);
  expect(packets.filter(({ isKey }) => isKey)).toHaveLength(3);
  const file = join(folder, `${binary.frameSyncOption}.mp4`);
  await writeFile(file, toFile(track, packets));
  expect(await countFrames(file)).toEqual({ frames: 'h264,320,45', complaints: '' });
});

test.each([
  ['libx265', /^h(ev|vc)1\.1\.6\.L\d+\.\S+$/],
  ['libx264', /^avc1\./],
] as const)('%s with B-frames survives reading and writing', async (encoder, codec) => {
  const file = join(folder, `${encoder}.mp4`);
  const source = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=160x90:rate=15:duration=2',
    '-c:v',
    encoder,
    '-bf',
    '2',
    '-g',
    '15',
    '-pix_fmt',
    'yuv420p',
  ];
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'quiet'],
      ...source,
      '-f',
      'mp4',
      '-movflags',
      '+empty_moov+default_base_moof',
      '-frag_duration',
      '1',
      'pipe:1',
    ],
    { encoding: 'buffer', maxBuffer: 32 << 20 },
  );
  const packets: RawPacket[] = [];
  const tracks: VideoTrack[] = [];
  new Mp4Packets({ track: (found) => tracks.push(found), packet: (packet) => packets.push(packet) }).push(stdout);
  expect(tracks[0]?.codec).toMatch(codec);
  expect(packets).toHaveLength(30);
  expect(packets.some(({ compositionMs }) => compositionMs !== 0)).toBe(true);
  await writeFile(file, toFile(tracks[0] as VideoTrack, packets));
  expect(await countFrames(file)).toMatchObject({ frames: expect.stringMatching(/,160,30$/), complaints: '' });
});

test('video that MP4 cannot hold is refused quietly', () => {
  const seen: unknown[] = [];
  const reader = new Mp4Packets({ track: (track) => seen.push(track), packet: (packet) => seen.push(packet) });
  reader.push(Buffer.from('\0\0\0\x10moovjunkjunk'));
  reader.push(Buffer.from('nothing of an MP4'));
  expect(seen).toEqual([]);
});

test('boxes come out the same however the bytes are cut', () => {
  const bytes = Buffer.concat([Buffer.from('\0\0\0\x0cftypabcd'), Buffer.from('\0\0\0\x08free'), Buffer.from('\0\0\0\x0dmdat12345')]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 33 })), (cuts) => {
      const found: string[] = [];
      const reader = new BoxReader(({ type, body }) => found.push(type + body.toString('latin1')));
      const places = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
      for (const [index, place] of places.entries()) reader.push(bytes.subarray(place, places[index + 1] ?? place));
      expect(found).toEqual(['ftypabcd', 'free', 'mdat12345']);
    }),
  );
});

test('bytes of any kind never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('moov', 'moof', 'mdat'), (noise, type) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(8 + noise.length);
      head.write(type, 4);
      const reader = new Mp4Packets({ track: () => undefined, packet: () => undefined });
      reader.push(Buffer.concat([head, noise]));
      reader.push(Buffer.from(noise));
    }),
  );
});
