import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { type FfmpegBinary, findFfmpeg } from '../cameras/ffmpeg-binary.ts';
import type { Frame } from '../cameras/frame.ts';
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

async function encode(binary: FfmpegBinary) {
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
  const { packets, track, words } = await encode(binary);
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
