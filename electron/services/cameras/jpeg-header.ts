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
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (hasNoLength(marker)) at += 2;
    else if (marker === startOfScan || marker === endOfImage) return null;
    else if (isStartOfFrame(marker)) return sizeOf(word(bytes, at + 7), word(bytes, at + 5));
    else at += 2 + Math.max(2, word(bytes, at + 2));
  }
  return null;
}

/**
 * True when the bytes are a JPEG to its very end: the headers lead to picture data, and the end marker stands last (a line end may
 * follow). An end marker of a thumbnail inside a header does not count.
 */
export function endsAsJpeg(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  if (bytes[end - 2] !== 0xff || bytes[end - 1] !== endOfImage || bytes[0] !== 0xff || bytes[1] !== 0xd8) return false;
  const scan = scanStart(bytes);
  return scan !== null && scan < end - 2;
}

/** Where the first scan begins. */
function scanStart(bytes: Uint8Array): number | null {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === startOfScan) return at;
    at += marker === 0xff ? 1 : hasNoLength(marker) ? 2 : 2 + Math.max(2, word(bytes, at + 2));
  }
  return null;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

function isStartOfFrame(marker: number): boolean {
  const differs = marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
  return marker >= 0xc0 && marker <= 0xcf && differs;
}

function sizeOf(width: number, height: number): PictureSize | null {
  return width > 0 && height > 0 ? { width, height } : null;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
