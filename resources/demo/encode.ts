import sharp from 'sharp';
import { CLIP_JPEG_QUALITY } from './clip-format.ts';
import { FRAME_HEIGHT, FRAME_WIDTH } from './scenes/stage.ts';

/** Bytes `[360, 640, 3]` as a JPEG. The bytes are copied first: they are drawn over by the next picture. */
export async function encodeFrame(rgb: Uint8ClampedArray): Promise<Buffer> {
  const raw = { width: FRAME_WIDTH, height: FRAME_HEIGHT, channels: 3 } as const;
  return sharp(Buffer.from(rgb), { raw }).jpeg({ quality: CLIP_JPEG_QUALITY }).toBuffer();
}
