import { jpegFrame, jpegScanStart } from '../../../shared/domain/jpeg-frame.ts';

/** Pixels of a picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Padding after the end marker that is still believed: some cameras fill their buffers up. */
const tailBytes = 1024;

/** True when the bytes begin and end as a JPEG does; says nothing of what lies between. */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[2] !== 0xff) return false;
  const stop = Math.max(2, bytes.length - tailBytes);
  for (let at = bytes.length - 2; at >= stop; at -= 1) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

/**
 * Reads the size from the start-of-frame segment, without decoding.
 * @returns null when there is none before the picture data begins.
 * @see ITU-T T.81, B.1.1.3 and B.2.2
 */
export function jpegSize(bytes: Uint8Array): PictureSize | null {
  const frame = jpegFrame(bytes);
  return frame && frame.width > 0 && frame.height > 0 ? { width: frame.width, height: frame.height } : null;
}

/**
 * True when the bytes are a JPEG to its very end: the headers lead to picture data, and the end marker stands last (a line end may
 * follow). An end marker of a thumbnail inside a header does not count.
 */
export function endsAsJpeg(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  if (bytes[end - 2] !== 0xff || bytes[end - 1] !== 0xd9 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return false;
  const scan = jpegScanStart(bytes);
  return scan !== null && scan < end - 2;
}
