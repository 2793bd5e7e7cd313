import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One picture of an H.264 stream: its NAL units without start codes. */
export type AccessUnit = readonly Buffer[];

/** A clip of H.264, or with `vps` of H.265. */
export interface H264Clip {
  readonly sps: Buffer;
  readonly pps: Buffer;
  readonly pictures: readonly AccessUnit[];
  readonly fps: number;
  /** Only H.265 has one. */
  readonly vps?: Buffer;
  /** When each picture is shown, in pictures since the begin; left out = in the order they are sent. */
  readonly shownAt?: readonly number[];
}

export interface H264ClipOptions {
  readonly seconds?: number;
  readonly fps?: number;
  readonly width?: number;
  readonly height?: number;
  /** ffmpeg filter that draws over the test picture; `N` is the number of the picture. */
  readonly draw?: string;
  /** Pictures from one key frame to the next; a second's worth when left out. */
  readonly keyEvery?: number;
}

/** Encodes ffmpeg's test picture to H.264 held in memory; begins with a key frame, so it can be played in a loop. */
export async function encodeH264(options: H264ClipOptions = {}): Promise<H264Clip> {
  const { seconds = 2, fps = 15, width = 640, height = 360, draw, keyEvery = fps } = options;
  const source = `testsrc2=size=${width}x${height}:rate=${fps}:duration=${seconds}`;
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', String(keyEvery), '-pix_fmt', 'yuv420p'];
  // One slice a picture and a delimiter before each: that is all the splitting below has to know.
  const layout = ['-x264-params', 'slices=1:sliced-threads=0:aud=1', '-f', 'h264', 'pipe:1'];
  const args = [
    '-hide_banner',
    '-nostdin',
    '-loglevel',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    ...(draw ? ['-vf', draw] : []),
    ...encoder,
    ...layout,
  ];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 << 20 });
  const pictures = accessUnits(nalUnits(stdout));
  const sps = findNal(pictures, 7);
  const pps = findNal(pictures, 8);
  return { sps, pps, pictures, fps };
}

const delimiterType = 9;

function nalType(nal: Buffer): number {
  return (nal[0] ?? 0) & 0x1f;
}

/** Splits an Annex B byte stream at its start codes. */
function nalUnits(stream: Buffer): Buffer[] {
  const startCode = Buffer.from([0, 0, 1]);
  const units: Buffer[] = [];
  let start = stream.indexOf(startCode);
  while (start >= 0) {
    const next = stream.indexOf(startCode, start + 3);
    const end = next < 0 ? stream.length : next;
    units.push(withoutTrailingZeros(stream.subarray(start + 3, end)));
    start = next;
  }
  return units;
}

/** A four-byte start code leaves its first zero at the end of the unit before. */
function withoutTrailingZeros(nal: Buffer): Buffer {
  let end = nal.length;
  while (end > 0 && nal[end - 1] === 0) end -= 1;
  return nal.subarray(0, end);
}

function accessUnits(nals: readonly Buffer[]): AccessUnit[] {
  const units: Buffer[][] = [];
  for (const nal of nals) {
    if (nalType(nal) === delimiterType) units.push([]);
    else units.at(-1)?.push(nal);
  }
  return units;
}

function findNal(pictures: readonly AccessUnit[], type: number): Buffer {
  const found = pictures.flat().find((nal) => nalType(nal) === type);
  if (!found) throw new Error(`the encoder wrote no NAL unit of type ${type}`);
  return found;
}
