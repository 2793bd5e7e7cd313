import { readVideo } from '../../electron/services/packets/testing/read-video.ts';
import { spawn } from 'node:child_process';
import type { RawPacket } from '../../electron/services/packets/packet.ts';
import type { VideoTrack } from '../../electron/services/packets/video-track.ts';

export interface TimedVideoOptions {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** At most `2 ** codeBits` pictures. */
  readonly seconds: number;
  /** From one key frame to the next. */
  readonly keyEveryS: number;
  readonly kbitPerS: number;
  /** H.265 instead of H.264. */
  readonly h265?: boolean;
}

export interface TimedVideo {
  readonly track: VideoTrack;
  readonly pictures: readonly RawPacket[];
  readonly options: TimedVideoOptions;
}

/** Blocks along the top, each as wide as the picture divided by this: the number of the picture in black and white, lowest bit first. */
export const codeBits = 10;
/** Height of the blocks as a share of the picture's. */
export const codeShare = 1 / 12;

/** Encodes a moving test picture that says in its own pixels which picture it is, so that what a player shows can be read back. */
export async function encodeTimedVideo(options: TimedVideoOptions): Promise<TimedVideo> {
  const { width, height, fps, seconds, keyEveryS, kbitPerS, h265 = false } = options;
  const count = Math.round(seconds * fps);
  const scene = ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${fps}:duration=${seconds}`];
  const code = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-video_size', `${codeBits}x1`, '-framerate', String(fps), '-i', 'pipe:0'];
  const blocks = `[1:v]scale=${width}:${Math.round(height * codeShare)}:flags=neighbor,format=yuv420p[c];[0:v][c]overlay=0:0,format=yuv420p`;
  const key = String(Math.round(keyEveryS * fps));
  const rate = ['-b:v', `${kbitPerS}k`, '-maxrate', `${kbitPerS}k`, '-bufsize', `${kbitPerS}k`, '-g', key, '-keyint_min', key, '-bf', '0'];
  const encoder = h265
    ? [
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-tag:v',
        'hvc1',
        '-x265-params',
        `log-level=error:keyint=${key}:min-keyint=${key}:bframes=0`,
      ]
    : ['-c:v', 'libx264', '-preset', 'superfast', '-sc_threshold', '0'];
  const output = ['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof', '-frag_duration', '1', 'pipe:1'];
  const mp4 = await runWithInput([...scene, ...code, '-filter_complex', blocks, ...encoder, ...rate, ...output], codes(count));
  const { track, pictures } = readVideo(mp4);
  if (pictures.length !== count) throw new Error(`ffmpeg made ${pictures.length} pictures of ${count}`);
  return { track, pictures, options };
}

function codes(count: number): Buffer {
  if (count > 2 ** codeBits) throw new Error('more pictures than numbers');
  return Buffer.from(Array.from({ length: count * codeBits }, (_, at) => ((Math.floor(at / codeBits) >> (at % codeBits)) & 1 ? 235 : 16)));
}

function runWithInput(args: readonly string[], input: Buffer): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => (status === 0 ? resolve(Buffer.concat(parts)) : reject(new Error(`ffmpeg ended with ${status}`))));
  });
}
