import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { type FfmpegBinary, findFfmpeg } from '../cameras/ffmpeg-binary.ts';
import type { Frame } from '../cameras/frame.ts';
import { writeFragment } from '../packets/mp4/write-fragment.ts';
import { initSegment } from '../packets/mp4/write-init.ts';
import type { Packet } from '../packets/packet.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { JpegEncoder } from './jpeg-encoder.ts';
import { scanSegment } from './scan-segment.ts';
import { segmentDisk } from './segment-disk.ts';
import { type LiveSegment, SegmentWriter } from './segment-writer.ts';
import { decodedFrames } from './testing/decoded-frames.ts';

const binaries: [string, FfmpegBinary][] = [
  ['the ffmpeg of this machine', await findFfmpeg()],
  ['the bundled ffmpeg', await findFfmpeg({})],
];
const pictures = await testPictures(8, 161, 90);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-encoder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const startMs = Date.UTC(2026, 2, 29, 0, 59, 58);
/** Frames at uneven times, as a camera on a bad network sends them. */
const frames: Frame[] = Array.from({ length: 40 }, (_, index) => ({
  cameraId: 'gate',
  seq: index + 1,
  capturedAtMs: startMs + index * 130 + (index % 3) * 20,
  jpeg: pictures[index % pictures.length] ?? new Uint8Array(),
}));

async function encode(binary: FfmpegBinary, frames: readonly Frame[]) {
  const packets: Packet[] = [];
  const tracks: VideoTrack[] = [];
  let encoder: JpegEncoder | null = null;
  const words = await new Promise<string | null>((resolve) => {
    const [first] = frames;
    if (!first) throw new Error('no frames');
    encoder = new JpegEncoder(
      {
        ...{ binary, cameraId: 'gate', quality: 26, preset: 'ultrafast' },
        onTrack: (track) => tracks.push(track),
        onPacket: (packet) => packets.push(packet),
        onEnd: resolve,
      },
      first,
    );
    for (const frame of frames) encoder.push(frame);
    encoder.end();
  });
  return { packets, track: tracks[0] as VideoTrack, words };
}

test.each(binaries)('%s encodes every picture at the moment it was taken, a key frame every 2 s', async (_name, binary) => {
  const { packets, track, words } = await encode(binary, frames);
  expect(words).toBeNull();
  expect(track).toMatchObject({ width: 160, height: 90, codec: expect.stringMatching(/^avc1/) });
  expect(packets.map(({ atMs }) => atMs)).toEqual(frames.map(({ capturedAtMs }) => capturedAtMs));
  expect(packets.filter(({ isKey }) => isKey).length).toBe(3);
  const closed: LiveSegment[] = [];
  const none = () => undefined;
  const disk = segmentDisk(join(folder, binary.frameSyncOption));
  const writer = new SegmentWriter(
    { cameraId: 'gate', disk, segmentMs: 1900, onOpened: none, onGrown: none, onClosed: (one) => closed.push(one), onFailed: none },
    track,
  );
  for (const packet of packets) writer.push(packet);
  await writer.end();
  expect(closed.map(({ path }) => path)).toEqual([
    '2026/03/29/gate/00-59-58.mp4',
    '2026/03/29/gate/01-00-00.mp4',
    '2026/03/29/gate/01-00-02.mp4',
  ]);
  expect(closed[0]?.endMs).toBe(closed[1]?.startMs);
  let total = 0;
  for (const segment of closed) {
    const file = join(folder, binary.frameSyncOption, segment.path);
    const { frames: count, complaints } = await decodedFrames(file);
    total += count;
    expect(complaints).toBe('');
    expect(await scanSegment(file)).toMatchObject({
      ok: true,
      segment: {
        cameraId: 'gate',
        startMs: segment.startMs,
        endMs: segment.endMs,
        wholeBytes: segment.bytes,
        fileBytes: segment.bytes,
        width: 160,
      },
    });
  }
  expect(total).toBe(40);
});

const run = promisify(execFile);
const colours = [
  [220, 30, 30],
  [30, 200, 30],
  [30, 30, 220],
  [250, 250, 250],
  [8, 8, 8],
];
/** A picture high enough for players to guess BT.709, in stripes of 256 pixels. */
async function stripes(): Promise<Uint8Array> {
  const [width, height] = [256 * colours.length, 720];
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) pixels.set(colours[(at % width) >> 8] ?? [], at * 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

test.each(binaries)('%s keeps the colours of a JPEG and says which they are', async (_name, binary) => {
  const jpeg = await stripes();
  const stills = frames.slice(0, 3).map((frame) => ({ ...frame, jpeg }));
  const { packets, track } = await encode(binary, stills);
  const file = join(folder, `colours-${binary.frameSyncOption}.mp4`);
  const samples = packets.map(({ data, isKey }) => ({ duration: 9_000, compositionOffset: 0, isKey, data }));
  await writeFile(file, Buffer.concat([initSegment(track), writeFragment(1, 0, samples)]));
  const entries = 'stream=color_range,color_space,color_transfer,color_primaries';
  const { stdout: said } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'csv=p=0', file]);
  expect(said.trim()).toBe('tv,smpte170m,bt709,bt709');
  const toPixels = [
    '-loglevel',
    'error',
    '-i',
    file,
    '-frames:v',
    '1',
    '-vf',
    'crop=iw:2:0:360',
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  const { stdout: pixels } = await run('ffmpeg', toPixels, { encoding: 'buffer' });
  const far = colours.map((colour, stripe) =>
    Math.max(...colour.map((value, channel) => Math.abs(value - (pixels[(stripe * 256 + 128) * 3 + channel] ?? 999)))),
  );
  expect(Math.max(...far), `levels off: ${far.join()}`).toBeLessThanOrEqual(3);
});
