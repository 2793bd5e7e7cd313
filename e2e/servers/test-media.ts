import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

/**
 * JPEG pictures of a square that moves over a grey ramp: different from each other, cheap to make.
 * @param count number of pictures; the last is followed by the first when played in a loop
 */
export async function testPictures(count: number, width = 640, height = 360): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  for (let index = 0; index < count; index += 1) pictures.push(await testPicture(width, height, index / count));
  return pictures;
}

function testPicture(width: number, height: number, phase: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  const side = Math.round(height / 4);
  const left = Math.round((width - side) * phase);
  const top = Math.round((height - side) / 2);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = x >= left && x < left + side && y >= top && y < top + side;
      const grey = Math.round((x / width) * 200);
      pixels.set(inside ? [230, 40, 40] : [grey, grey, 90], (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** What a test clip is made of. `encoder` is an ffmpeg encoder name. */
export interface ClipOptions {
  readonly seconds?: number;
  readonly fps?: number;
  readonly width?: number;
  readonly height?: number;
  readonly encoder?: string;
  readonly extra?: readonly string[];
}

/** Writes a video of ffmpeg's test picture to `file`; the ending of the name chooses the container. */
export async function makeTestClip(file: string, options: ClipOptions = {}): Promise<void> {
  const { seconds = 2, fps = 10, width = 320, height = 180, encoder = 'libx264', extra = [] } = options;
  const source = `testsrc2=size=${width}x${height}:rate=${fps}:duration=${seconds}`;
  const h264 = encoder === 'libx264' ? ['-preset', 'ultrafast', '-g', String(fps), '-pix_fmt', 'yuv420p'] : [];
  const input = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', source];
  await run('ffmpeg', [...input, '-c:v', encoder, ...h264, ...extra, file]);
}
