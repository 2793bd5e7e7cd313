import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readJpegHeader } from '../pipeline/jpeg-header.ts';
import { MotionGate } from './motion-gate.ts';

/** A street-like picture with an optional box and sensor noise that differs from frame to frame. */
async function street(seed: number, box: { left: number; top: number } | null, progressive = false): Promise<Buffer> {
  const width = 320;
  const height = 240;
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed * 2_654_435_761 + 1;
  for (let at = 0; at < width * height; at++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    const base = 70 + Math.floor(at / width / 2) + (state % 7);
    const x = at % width;
    const y = Math.floor(at / width);
    const inside = box !== null && x >= box.left && x < box.left + 32 && y >= box.top && y < box.top + 24;
    pixels.fill(inside ? 230 : base, at * 3, at * 3 + 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 75, progressive })
    .toBuffer();
}

const look = (gate: MotionGate, jpeg: Buffer, atMs: number) => gate.look(jpeg, readJpegHeader(jpeg), atMs);

test.each([false, true])('noise keeps it shut, a box opens it (progressive: %s)', async (progressive) => {
  const gate = new MotionGate();
  expect(await look(gate, await street(0, null, progressive), 0)).toEqual({ changed: true, motion: 0 });
  for (let frame = 1; frame < 8; frame++) {
    expect((await look(gate, await street(frame, null, progressive), frame * 200)).changed).toBe(false);
  }
  const moved = await look(gate, await street(9, { left: 100, top: 100 }, progressive), 1800);
  expect(moved.changed).toBe(true);
  expect(moved.motion).toBeGreaterThan(0);
  expect(moved.motion).toBeLessThan(0.1);
});

test('the same bytes again are no motion', async () => {
  const gate = new MotionGate();
  const jpeg = await street(1, null);
  await look(gate, jpeg, 0);
  expect(await look(gate, Buffer.from(jpeg), 200)).toEqual({ changed: false, motion: 0 });
});

test('another picture size starts anew', async () => {
  const gate = new MotionGate();
  await look(gate, await street(1, null), 0);
  const small = await sharp(await street(2, null))
    .resize(160, 120)
    .jpeg()
    .toBuffer();
  expect(await look(gate, small, 200)).toEqual({ changed: true, motion: 0 });
});

test('a large picture is brought down to blocks that are as good', async () => {
  const gate = new MotionGate();
  const large = async (seed: number, box: { left: number; top: number } | null) =>
    sharp(await street(seed, box))
      .resize(1920, 1440)
      .jpeg()
      .toBuffer();
  await look(gate, await large(1, null), 0);
  expect((await look(gate, await large(2, null), 200)).changed).toBe(false);
  expect((await look(gate, await large(3, { left: 10, top: 10 }), 400)).changed).toBe(true);
});
