import { expect, test } from 'vitest';
import type { VideoHeader } from '../../../shared/contract/live.ts';
import { BoxReader } from '../packets/mp4/box-reader.ts';
import { readFragment } from '../packets/mp4/read-fragment.ts';
import { PacketHub } from '../packets/packet-hub.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { VideoFeed } from './video-feed.ts';

const track: VideoTrack = {
  ...{ codec: 'avc1.42c01e', width: 640, height: 360 },
  ...{ sampleEntry: Buffer.from('entry'), description: Buffer.from([1, 66, 192, 30]) },
};

/** A camera with a key frame every five pictures, 40 ms apart, and a viewer whose acknowledgements the test gives. */
function setup(bytes = 100) {
  let nowMs = 0;
  const packets = new PacketHub({ nowMs: () => 1_000_000 + nowMs, monotonicMs: () => nowMs });
  const camera = packets.connect('gate');
  const shown: { readonly header: VideoHeader; readonly bytes: Uint8Array }[] = [];
  const acknowledgements: (() => void)[] = [];
  const feed = new VideoFeed({
    packets,
    monotonicMs: () => nowMs,
    send: (header, sent) => {
      shown.push({ header, bytes: sent });
      return header.kind === 'packet' ? new Promise((resolve) => acknowledgements.push(resolve)) : Promise.resolve();
    },
  });
  let picture = 0;
  const play = (count: number) => {
    for (let n = 0; n < count; n += 1, picture += 1, nowMs += 40)
      camera.packet({ decodeMs: picture * 40, compositionMs: 0, isKey: picture % 5 === 0, data: Buffer.alloc(bytes, picture) });
  };
  const acknowledge = async () => {
    for (const done of acknowledgements.splice(0)) done();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const told = () =>
    shown.map(({ header }) => (header.kind === 'packet' ? header.seq : header.kind === 'pause' ? header.reason : header.kind));
  return { packets, camera, feed, shown, play, acknowledge, told };
}
const wish = { cameraId: 'gate', form: 'packets' as const };

test('a viewer begins at the last key frame at once, told first what its decoder must know', () => {
  const { camera, feed, shown, play, told } = setup();
  camera.track(track);
  play(8);
  feed.watch(wish);
  play(1);
  expect(told()).toEqual(['track', 6, 7, 8, 9]);
  expect(shown[0]).toEqual({
    header: { kind: 'track', cameraId: 'gate', codec: 'avc1.42c01e', width: 640, height: 360 },
    bytes: track.description,
  });
  expect(shown[1]?.header).toEqual({ kind: 'packet', cameraId: 'gate', seq: 6, capturedAtMs: 1_000_200, mediaMs: 200, isKey: true });
  expect(shown[1]?.bytes).toEqual(Buffer.alloc(100, 5));
});

test('a viewer that takes nothing is sent little, and goes on at a new key frame when it took all', async () => {
  const { camera, feed, play, acknowledge, told } = setup();
  camera.track(track);
  feed.watch(wish);
  play(200);
  const sent = told();
  // 600 ms at 25 a second.
  expect(sent).toEqual(['track', ...Array.from({ length: 16 }, (_, n) => n + 1), 'slow']);
  await acknowledge();
  play(7);
  expect(told().slice(sent.length)).toEqual([201, 202, 203, 204, 205, 206, 207]);
});

test('what fell behind in the middle of a group is not continued in the middle of another', async () => {
  const { camera, feed, play, acknowledge, told } = setup();
  camera.track(track);
  feed.watch(wish);
  play(33);
  await acknowledge();
  play(4);
  expect(told().slice(-3)).toEqual(['slow', 36, 37]);
});

test('large pictures go one at a time, the next as the last is taken', async () => {
  const { camera, feed, play, acknowledge, told } = setup(1 << 20);
  camera.track(track);
  feed.watch(wish);
  play(3);
  expect(told()).toEqual(['track', 1]);
  await acknowledge();
  expect(told()).toEqual(['track', 1, 2]);
  await acknowledge();
  expect(told()).toEqual(['track', 1, 2, 3]);
});

test('a quarter of a megabyte is under way at most', async () => {
  const { camera, feed, play, acknowledge, told } = setup(50 << 10);
  camera.track(track);
  feed.watch(wish);
  play(12);
  expect(told()).toEqual(['track', 1, 2, 3, 4, 5]);
  await acknowledge();
  expect(told().slice(6)).toEqual([6, 7, 8, 9, 10]);
});

test('a slow viewer slows nobody', async () => {
  const { packets, camera, feed, play } = setup();
  const seqs: number[] = [];
  const quick = new VideoFeed({
    packets,
    send: async (header) => {
      if (header.kind === 'packet') seqs.push(header.seq);
    },
  });
  camera.track(track);
  feed.watch(wish);
  quick.watch(wish);
  for (let n = 0; n < 100; n += 1) {
    play(1);
    await Promise.resolve();
  }
  expect(seqs).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
});

test('a camera that reconnects, or changes its format, gives a new track and begins with its key frame', () => {
  const { camera, feed, play, told } = setup();
  feed.watch(wish);
  camera.track(track);
  play(2);
  camera.end();
  camera.track({ ...track, width: 1280 });
  play(5);
  expect(told()).toEqual(['none', 'track', 1, 2, 'ended', 'track', 6, 7]);
});

test('another camera, and the same again, begin at once although packets are under way', () => {
  const { packets, camera, feed, play, told } = setup();
  const yard = packets.connect('yard');
  camera.track(track);
  yard.track(track);
  yard.packet({ decodeMs: 0, compositionMs: 0, isKey: true, data: Buffer.from('yard') });
  play(1);
  feed.watch(wish);
  feed.watch({ ...wish, cameraId: 'yard' });
  feed.watch({ ...wish });
  play(1);
  expect(told()).toEqual(['track', 1, 'track', 1, 'track', 1, 2]);
});

test('the same wish again changes nothing, and none ends it', () => {
  const { camera, feed, play, told } = setup();
  camera.track(track);
  feed.watch(wish);
  feed.watch({ ...wish });
  play(1);
  feed.watch(undefined);
  play(10);
  expect(told()).toEqual(['track', 1]);
});

test('what was waiting is not sent any more when the camera is gone', async () => {
  const { camera, feed, play, acknowledge, told } = setup(1 << 20);
  camera.track(track);
  feed.watch(wish);
  play(5);
  camera.end();
  await acknowledge();
  expect(told()).toEqual(['track', 1, 'ended']);
});

test('a viewer that fails is offered the next packet all the same', async () => {
  const { packets, camera, play } = setup();
  const tried: string[] = [];
  const fail = async ({ kind }: VideoHeader) => {
    tried.push(kind);
    throw new Error('gone');
  };
  const feed = new VideoFeed({ packets, send: fail });
  camera.track(track);
  feed.watch(wish);
  play(3);
  await new Promise((resolve) => setImmediate(resolve));
  expect(tried).toEqual(['track', 'packet', 'packet', 'packet']);
});

test('for a media source each packet is a piece of MP4 at its own time, made once for all', () => {
  const { packets, camera, feed, shown, play } = setup();
  const others: Uint8Array[] = [];
  const other = new VideoFeed({ packets, send: async (_header, bytes) => void others.push(bytes) });
  camera.track(track);
  feed.watch({ ...wish, form: 'fragments' });
  other.watch({ ...wish, form: 'fragments' });
  play(2);
  const boxes: { type: string; body: Buffer }[] = [];
  const reader = new BoxReader((box) => boxes.push(box));
  for (const { bytes } of shown) reader.push(Buffer.from(bytes));
  expect(boxes.map(({ type }) => type)).toEqual(['ftyp', 'moov', 'moof', 'mdat', 'moof', 'mdat']);
  expect(readFragment(boxes[4]?.body ?? Buffer.of())).toMatchObject([{ decodeTime: 3600, isKey: false, bytes: 100 }]);
  expect(others[1]).toBe(shown[1]?.bytes);
});
