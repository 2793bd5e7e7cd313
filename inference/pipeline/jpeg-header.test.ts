import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readJpegHeader } from './jpeg-header.ts';

const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#808080' } });

test('size and kind are read', async () => {
  expect(readJpegHeader(await picture(160, 120).jpeg().toBuffer())).toEqual({ width: 160, height: 120, baseline: true });
  expect(readJpegHeader(await picture(33, 17).jpeg({ progressive: true }).toBuffer())).toEqual({ width: 33, height: 17, baseline: false });
});

test('what is no picture, or too large, is refused with the reason', async () => {
  expect(() => readJpegHeader(Buffer.from('hello'))).toThrow('no JPEG');
  expect(() => readJpegHeader(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toThrow('no frame header');
  expect(() => readJpegHeader(new Uint8Array(9 * 1024 * 1024))).toThrow('bytes, the most is');
  const huge = await picture(64, 64).jpeg().toBuffer();
  // A small file that claims to be 60000 x 60000: what a decompression bomb looks like.
  const frame = huge.indexOf(Uint8Array.of(0xff, 0xc0));
  huge.writeUInt16BE(60_000, frame + 5);
  huge.writeUInt16BE(60_000, frame + 7);
  expect(() => readJpegHeader(huge)).toThrow('60000x60000');
});

test('any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        readJpegHeader(Uint8Array.from([0xff, 0xd8, ...bytes]));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 1000 },
  );
});
