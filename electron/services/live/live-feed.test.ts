import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import type { FrameHeader } from '../../../shared/contract/live.ts';
import type { Frame } from '../cameras/frame.ts';
import { FrameHub } from './frame-hub.ts';
import { LiveFeed } from './live-feed.ts';
import { SmallerPictures } from './smaller-pictures.ts';

const frame = (seq: number, cameraId = 'gate'): Frame => ({ cameraId, seq, capturedAtMs: 1000 + seq, jpeg: Buffer.from([seq]) });

/** A viewer whose acknowledgements the test gives. */
function viewer(change: { isAnalysed?: () => boolean } = {}) {
  const hub = new FrameHub();
  const shown: FrameHeader[] = [];
  const acknowledgements: (() => void)[] = [];
  let nowMs = 0;
  const feed = new LiveFeed({
    hub,
    smaller: new SmallerPictures(),
    isAnalysed: change.isAnalysed ?? (() => false),
    monotonicMs: () => nowMs,
    send: (header) => {
      shown.push(header);
      return new Promise((resolve) => acknowledgements.push(resolve));
    },
  });
  const acknowledge = async () => {
    acknowledgements.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { hub, feed, shown, acknowledge, pass, seqs: () => shown.map(({ seq }) => seq) };
}
const watchGate = (change = {}) => ({ cameras: [{ cameraId: 'gate', maxFps: 60, analysedOnly: false, ...change }] });

afterEach(() => vi.restoreAllMocks());

test('a new viewer sees the latest picture at once', () => {
  const { hub, feed, shown } = viewer();
  hub.publish(frame(7));
  feed.watch(watchGate());
  expect(shown).toEqual([{ cameraId: 'gate', seq: 7, capturedAtMs: 1007 }]);
});

test('a slow viewer gets the newest frame next, never an old one', async () => {
  const { hub, feed, acknowledge, pass, seqs } = viewer();
  feed.watch(watchGate());
  for (const seq of [1, 2, 3, 4]) {
    hub.publish(frame(seq));
    pass(100);
  }
  expect(seqs()).toEqual([1]);
  await acknowledge();
  expect(seqs()).toEqual([1, 4]);
  expect(feed.stats()).toEqual({ sent: 2, dropped: 2 });
});

test('one camera that waits for its viewer does not hold up another', () => {
  const { hub, feed, shown } = viewer();
  feed.watch({ cameras: [...watchGate().cameras, { cameraId: 'yard', maxFps: 60, analysedOnly: false }] });
  hub.publish(frame(1));
  hub.publish(frame(2));
  hub.publish(frame(1, 'yard'));
  expect(shown.map(({ cameraId, seq }) => [cameraId, seq])).toEqual([
    ['gate', 1],
    ['yard', 1],
  ]);
});

test('frames beyond the rate asked for are dropped', async () => {
  const { hub, feed, acknowledge, pass, seqs } = viewer();
  feed.watch(watchGate({ maxFps: 5 }));
  for (let seq = 1; seq <= 20; seq += 1) {
    hub.publish(frame(seq));
    await acknowledge();
    pass(50);
  }
  expect(seqs()).toEqual([1, 4, 8, 12, 16, 20]);
});

test('a camera at just the rate asked for loses nothing to jitter', async () => {
  const { hub, feed, acknowledge, pass, seqs } = viewer();
  feed.watch(watchGate({ maxFps: 10 }));
  for (let seq = 1; seq <= 50; seq += 1) {
    hub.publish(frame(seq));
    await acknowledge();
    pass(seq % 2 ? 90 : 110);
  }
  expect(seqs()).toHaveLength(50);
});

test('analysed frames only, while the camera is analysed', () => {
  let analysed = true;
  const { hub, feed, pass, seqs, acknowledge } = viewer({ isAnalysed: () => analysed });
  feed.watch(watchGate({ analysedOnly: true }));
  hub.publish(frame(1));
  expect(seqs()).toEqual([]);
  hub.publishAnalysed(frame(1));
  expect(seqs()).toEqual([1]);
  void acknowledge();
  analysed = false;
  return Promise.resolve()
    .then(() => undefined)
    .then(() => undefined)
    .then(() => {
      pass(100);
      hub.publish(frame(2));
      expect(seqs()).toEqual([1, 2]);
    });
});

test('what is no longer watched is no longer sent, also not what was waiting', async () => {
  const { hub, feed, acknowledge, seqs } = viewer();
  feed.watch(watchGate());
  hub.publish(frame(1));
  hub.publish(frame(2));
  feed.watch({ cameras: [] });
  await acknowledge();
  hub.publish(frame(3));
  expect(seqs()).toEqual([1]);
});

test('closing ends everything', async () => {
  const { hub, feed, acknowledge, seqs } = viewer();
  feed.watch(watchGate());
  hub.publish(frame(1));
  hub.publish(frame(2));
  feed.close();
  await acknowledge();
  hub.publish(frame(3));
  feed.watch(watchGate());
  expect(seqs()).toEqual([1]);
});

test('a viewer that fails is offered the next frame all the same', async () => {
  const hub = new FrameHub();
  const seqs: number[] = [];
  let nowMs = 0;
  const send = (header: FrameHeader) => {
    seqs.push(header.seq);
    return Promise.reject(new Error('gone'));
  };
  const feed = new LiveFeed({ hub, smaller: new SmallerPictures(), isAnalysed: () => false, send, monotonicMs: () => nowMs });
  feed.watch(watchGate());
  hub.publish(frame(1));
  await vi.waitFor(() => {
    nowMs += 1000;
    hub.publish(frame(2));
    expect(seqs).toContain(2);
  });
});

test('with one frame at a time the cameras take turns, each with its newest', async () => {
  const { hub, feed, shown, acknowledge, pass } = viewer();
  const cameras = ['gate', 'yard', 'dock'].map((cameraId) => ({ cameraId, maxFps: 60, analysedOnly: false }));
  feed.watch({ cameras, framesAtOnce: 1 });
  for (let seq = 1; seq <= 4; seq += 1) {
    for (const { cameraId } of cameras) hub.publish(frame(seq, cameraId));
    pass(100);
  }
  expect(shown.map(({ cameraId, seq }) => [cameraId, seq])).toEqual([['gate', 1]]);
  for (let n = 0; n < 3; n += 1) {
    await vi.waitFor(() => expect(shown).toHaveLength(n + 1));
    await acknowledge();
  }
  await vi.waitFor(() => expect(shown).toHaveLength(4));
  expect(shown.map(({ cameraId, seq }) => [cameraId, seq])).toEqual([
    ['gate', 1],
    ['yard', 4],
    ['dock', 4],
    ['gate', 4],
  ]);
});

test('a smaller picture is made once for all viewers who ask for it, and never for the others', async () => {
  const hub = new FrameHub();
  const smaller = new SmallerPictures();
  const jpeg = await sharp({
    create: { width: 1280, height: 720, channels: 3, background: '#357', noise: { type: 'gaussian', mean: 90, sigma: 40 } },
  })
    .jpeg({ quality: 85 })
    .toBuffer();
  const widths = new Map<string, number>();
  const watch = (name: string, maxWidth?: number) => {
    const send = async (_header: FrameHeader, bytes: Uint8Array) => void widths.set(name, (await sharp(bytes).metadata()).width);
    const feed = new LiveFeed({ hub, smaller, isAnalysed: () => false, send });
    feed.watch({ cameras: [{ cameraId: 'gate', maxFps: 60, analysedOnly: false, ...(maxWidth ? { maxWidth } : {}) }] });
    return feed;
  };
  const feeds = [watch('local'), watch('phone', 640), watch('tablet', 700), watch('modem', 320)];
  hub.publish({ ...frame(1), jpeg });
  await vi.waitFor(() => expect(Object.fromEntries(widths)).toEqual({ local: 1280, phone: 640, tablet: 640, modem: 320 }));
  expect(smaller.count).toBe(2);
  for (const feed of feeds) feed.close();
});

test('a picture that cannot be made smaller goes as it is', async () => {
  const broken = frame(1);
  expect(await new SmallerPictures().of(broken, 320)).toBe(broken.jpeg);
});
