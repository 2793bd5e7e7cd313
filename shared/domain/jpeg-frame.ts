/** What the frame header of a JPEG says of the picture. */
export interface JpegFrame {
  /** Pixels; 0 when the header leaves it open. */
  readonly width: number;
  readonly height: number;
  /** Baseline, Huffman coded, 8 bits: what every MJPEG camera sends. */
  readonly baseline: boolean;
}

/**
 * Finds the start-of-frame segment without decoding.
 * @returns null when the segments are broken, or picture data begins before one.
 * @see ITU-T T.81, B.1.1.3 and B.2.2
 */
export function jpegFrame(bytes: Uint8Array): JpegFrame | null {
  const at = findSegment(bytes, isStartOfFrame);
  if (at === null || at + 9 > bytes.length) return null;
  const marker = bytes[at + 1];
  return {
    height: uint16(bytes, at + 5),
    width: uint16(bytes, at + 7),
    baseline: (marker === 0xc0 || marker === 0xc1) && bytes[at + 4] === 8,
  };
}

/**
 * Baseline colour whose first scan holds all three components. Such a picture has no second scan, so nothing in it can make a decoder go
 * over the picture again and again.
 */
export function isPlainColour(bytes: Uint8Array): boolean {
  const [frame, scan] = [findSegment(bytes, isStartOfFrame), jpegScanStart(bytes)];
  if (frame === null || scan === null || !jpegFrame(bytes)?.baseline) return false;
  return bytes[frame + 9] === 3 && bytes[scan + 4] === 3;
}

/** Where the first scan's segment begins, in bytes; null when the headers do not lead to one. */
export function jpegScanStart(bytes: Uint8Array): number | null {
  return findSegment(bytes, (marker) => marker === startOfScan);
}

/** Big-endian 16-bit number; 0 beyond the end. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

function findSegment(bytes: Uint8Array, wanted: (marker: number) => boolean): number | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (wanted(marker)) return at;
    if (marker === startOfScan || marker === endOfImage) return null;
    // Fill bytes and markers without a length may stand between segments.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + Math.max(2, uint16(bytes, at + 2));
  }
  return null;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
