import sharp from 'sharp';
import { jpegLimits } from './jpeg-header.ts';
import type { Letterbox } from './letterbox.ts';
import { decodeWhole } from './whole-decoder.ts';

// One picture is one thread's work: cameras are what runs in parallel. The cache would only hold frames that never come again.
sharp.concurrency(1);
sharp.cache(false);

/** Interleaved 8-bit pixels, rows from the top, without padding. */
export interface RawPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 = grey, 3 = red, green, blue. */
  readonly channels: number;
  /** Gives `data` back for the next picture; nobody may read it afterwards. */
  readonly release?: () => void;
}

/** Damaged frames are refused rather than shown half grey; warnings (stray bytes between markers) are common on cheap cameras. */
const reading = { failOn: 'error', limitInputPixels: jpegLimits.pixels, ignoreIcc: true } as const;

/** Up to this many times the size that is needed, decoding whole is cheaper than what sharp does around shrinking on the way (measured to 3). */
const mostShrink = 3.2;

/**
 * Decodes a picture for its place in the network's input: as large as the place, or whole where that costs less.
 * @throws {Error} when the picture is broken.
 */
export async function decodeColour(picture: Uint8Array, place: Letterbox): Promise<RawPicture> {
  const whole = place.sourceWidth <= mostShrink * place.width ? await decodeWhole(picture, place) : null;
  return whole ?? decodeSized(picture, place.width, place.height);
}

/** libjpeg scales by 1/2, 1/4 or 1/8 on the way where that is enough. */
async function decodeSized(picture: Uint8Array, width: number, height: number): Promise<RawPicture> {
  const { data, info } = await sharp(picture, reading)
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Decodes brightness only, small; for pictures that `readBrightness` cannot read. */
export async function decodeGrey(picture: Uint8Array, width: number, height: number): Promise<RawPicture> {
  const { data, info } = await sharp(picture, reading)
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}
