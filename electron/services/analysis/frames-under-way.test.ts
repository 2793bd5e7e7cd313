import { expect, test } from 'vitest';
import { FramesUnderWay } from './frames-under-way.ts';

const frame = (seq: number, cameraId = 'a') => ({ cameraId, seq, capturedAtMs: seq, jpeg: new Uint8Array([seq]) });

test('a result finds the very frame it belongs to, once', () => {
  const frames = new FramesUnderWay();
  frames.add(frame(1));
  frames.add(frame(2));
  frames.add(frame(1, 'b'));
  expect(frames.take('a', 2)).toEqual(frame(2));
  expect(frames.take('a', 2)).toBeNull();
  expect(frames.take('b', 1)).toEqual(frame(1, 'b'));
});

test('frames whose result never comes do not pile up', () => {
  const frames = new FramesUnderWay();
  for (let seq = 1; seq <= 1000; seq++) frames.add(frame(seq));
  expect(frames.take('a', 1)).toBeNull();
  expect(frames.take('a', 1000)).toEqual(frame(1000));
});

test('an older frame is given up when a newer result has come', () => {
  const frames = new FramesUnderWay();
  frames.add(frame(1));
  frames.add(frame(2));
  frames.take('a', 2);
  expect(frames.take('a', 1)).toBeNull();
});
