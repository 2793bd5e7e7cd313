import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame } from '../cameras/frame.ts';
import { FrameSlot } from './frame-slot.ts';

const frame = (seq: number, capturedAtMs = 0): Frame => ({ cameraId: 'a', seq, capturedAtMs, jpeg: new Uint8Array() });
const always = (fps: number) => ({ fps, movingFps: fps });

test('a frame goes out while none is under way, later ones wait, only the latest stays', () => {
  const slot = new FrameSlot(always(10));
  expect(slot.offer(frame(1), 0)).toBe('send');
  expect(slot.offer(frame(2), 100)).toBe('keep');
  expect(slot.offer(frame(3), 200)).toBe('replace');
  expect(slot.answered(1, 210)?.seq).toBe(3);
  expect(slot.answered(3, 220)).toBeNull();
  expect(slot.offer(frame(4), 300)).toBe('send');
});

test('an answer to a frame that is not under way changes nothing', () => {
  const slot = new FrameSlot(always(10));
  slot.offer(frame(1), 0);
  expect(slot.answered(9, 10)).toBeNull();
  expect(slot.waitedMs(50)).toBe(50);
});

test('after a reset the camera starts anew', () => {
  const slot = new FrameSlot(always(10));
  slot.offer(frame(1), 0);
  slot.offer(frame(2), 100);
  slot.reset();
  expect(slot.waitedMs(500)).toBe(0);
  expect(slot.offer(frame(3), 500)).toBe('send');
});

test.each([
  { source: 25, wanted: 5 },
  { source: 30, wanted: 7 },
  { source: 5, wanted: 5 },
  { source: 12, wanted: 0.5 },
])('$source frames a second are thinned to $wanted', ({ source, wanted }) => {
  const slot = new FrameSlot(always(wanted));
  let sent = 0;
  for (let seq = 1; seq <= source * 20; seq++) {
    if (slot.offer(frame(seq), (seq * 1000) / source) !== 'send') continue;
    sent++;
    slot.answered(seq, (seq * 1000) / source);
  }
  expect(Math.abs(sent - wanted * 20)).toBeLessThanOrEqual(2);
});

test('a camera whose frames come early and late in turn keeps its rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 50, maxLength: 50 }), (jitter) => {
      const slot = new FrameSlot(always(5));
      const sent = jitter.filter((offset, index) => {
        const verdict = slot.offer(frame(index), index * 200 + offset);
        slot.answered(index, index * 200 + offset);
        return verdict === 'send';
      });
      expect(sent.length).toBeGreaterThanOrEqual(45);
    }),
  );
});

test('while vehicles move more frames are looked at, and fewer again afterwards', () => {
  const slot = new FrameSlot({ fps: 5, movingFps: 10 });
  const sentIn = (fromMs: number) =>
    Array.from({ length: 20 }, (_, index) => fromMs + index * 50).filter((atMs) => {
      const verdict = slot.offer(frame(atMs), atMs);
      slot.answered(atMs, atMs);
      return verdict === 'send';
    }).length;
  expect(sentIn(0)).toBe(5);
  slot.noteVehicles(true);
  expect(sentIn(1000)).toBe(10);
  slot.noteVehicles(false);
  expect(sentIn(2000)).toBe(5);
});

test('a moving rate below the usual one never slows a camera down', () => {
  const slot = new FrameSlot({ fps: 10, movingFps: 2 });
  slot.noteVehicles(true);
  const sent = Array.from({ length: 10 }, (_, index) => {
    const verdict = slot.offer(frame(index), index * 100);
    slot.answered(index, index * 100);
    return verdict;
  });
  expect(sent).toEqual(Array.from({ length: 10 }, () => 'send'));
});
