/** What the frame header of a JPEG says. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Baseline, Huffman coded, 8 bits: what every MJPEG camera sends. */
  readonly baseline: boolean;
}

export const jpegLimits = { bytes: 8 * 1024 * 1024, pixels: 16_000_000 };

/**
 * Reads size and kind of a JPEG without decoding it.
 * @throws {Error} with a reason in words when it is no JPEG, cut short, or beyond `jpegLimits`.
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2
 */
export function readJpegHeader(jpeg: Uint8Array): JpegHeader {
  if (jpeg.length > jpegLimits.bytes) throw new Error(`the picture has ${jpeg.length} bytes, the most is ${jpegLimits.bytes}`);
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Error('the picture is no JPEG');
  for (let at = 2; at + 9 < jpeg.length; ) {
    if (jpeg[at] !== 0xff) throw new Error('the JPEG header is broken');
    const marker = jpeg[at + 1] ?? 0;
    // Fill bytes and markers without a length may stand between segments.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    if (isFrameHeader(marker)) return frameHeader(jpeg, at, marker);
    if (marker === 0xda || marker === 0xd9) break;
    at += 2 + uint16(jpeg, at + 2);
  }
  throw new Error('the JPEG has no frame header');
}

function frameHeader(jpeg: Uint8Array, at: number, marker: number): JpegHeader {
  const height = uint16(jpeg, at + 5);
  const width = uint16(jpeg, at + 7);
  if (width === 0 || height === 0) throw new Error('the JPEG has no size');
  if (width * height > jpegLimits.pixels) throw new Error(`the picture is ${width}x${height}, the most is ${jpegLimits.pixels} pixels`);
  return { width, height, baseline: (marker === 0xc0 || marker === 0xc1) && jpeg[at + 4] === 8 };
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Big-endian 16-bit number; 0 beyond the end. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
