import { type JpegFrame, jpegFrame } from '../../shared/domain/jpeg-frame.ts';

export const jpegLimits = { bytes: 8 * 1024 * 1024, pixels: 16_000_000 };

/**
 * Reads size and kind of a JPEG without decoding it.
 * @throws {Error} with a reason in words when it is no JPEG, cut short, or beyond `jpegLimits`.
 */
export function readJpegHeader(jpeg: Uint8Array): JpegFrame {
  if (jpeg.length > jpegLimits.bytes) throw new Error(`the picture has ${jpeg.length} bytes, the most is ${jpegLimits.bytes}`);
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Error('the picture is no JPEG');
  const frame = jpegFrame(jpeg);
  if (!frame) throw new Error('the JPEG has no frame header');
  const { width, height } = frame;
  if (width === 0 || height === 0) throw new Error('the JPEG has no size');
  if (width * height > jpegLimits.pixels) throw new Error(`the picture is ${width}x${height}, the most is ${jpegLimits.pixels} pixels`);
  return frame;
}
