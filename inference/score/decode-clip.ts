import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AppError } from '../../shared/errors.ts';
import type { FfmpegProgram } from './ffmpeg-program.ts';
import { PartReader } from './part-reader.ts';

/** A picture of a clip as the station would get it from a camera. */
export interface ClipFrame {
  /** Clip time. */
  readonly atMs: number;
  readonly jpeg: Buffer;
}

/** Which pictures of a clip are taken. */
export interface Sampling {
  /** Pictures a second, at most the clip's own rate. */
  readonly fps: number;
  /** Clip time of the first picture. */
  readonly offsetMs: number;
}

/** The station's own picture settings: see `electron/services/cameras/ffmpeg-arguments.ts`. */
const picture = { maxWidth: 1280, quality: 4 };

/**
 * Pictures of a clip in order, as fast as they are taken: ffmpeg waits while the pipe is full.
 * @throws {AppError} `invalid_input` when ffmpeg cannot read the clip.
 */
export async function* decodeClip(ffmpeg: FfmpegProgram, path: string, sampling: Sampling): AsyncGenerator<ClipFrame> {
  const child = spawn(ffmpeg.path, clipArguments(ffmpeg, path, sampling), { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  // Awaited below; without this a missing program would be an unhandled rejection meanwhile.
  ended.catch(() => undefined);
  try {
    const times: number[] = [];
    const words: string[] = [];
    const heard = listen(child.stderr, times, words);
    const pictures: Buffer[] = [];
    const reader = new PartReader();
    for await (const chunk of child.stdout) {
      pictures.push(...reader.push(chunk));
      // The time of a picture is told before the picture is written, but on another pipe.
      while (times.length > 0 && pictures.length > 0) yield frameOf(times, pictures);
    }
    await heard;
    while (times.length > 0 && pictures.length > 0) yield frameOf(times, pictures);
    const [code] = await ended;
    if (code !== 0) throw new AppError('invalid_input', `${path} cannot be decoded: ${words.at(-1) ?? `ffmpeg ended with ${code}`}`);
  } finally {
    child.kill('SIGKILL');
  }
}

function clipArguments({ frameSyncOption }: FfmpegProgram, path: string, { fps, offsetMs }: Sampling): string[] {
  const start = offsetMs / 1000;
  const slot = (time: string) => `floor((${time}-${start})*${fps}+0.001)`;
  const select = `select='gte(t\\,${start})*not(eq(${slot('t')}\\,${slot('prev_t')}))'`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-protocol_whitelist', 'file', '-threads', '1', '-i', path],
    ...[
      '-map',
      '0:v:0',
      '-an',
      '-sn',
      '-dn',
      '-vf',
      `${select},showinfo,scale='min(${picture.maxWidth},iw)':-2`,
      frameSyncOption,
      'passthrough',
    ],
    ...['-c:v', 'mjpeg', '-huffman', 'default', '-q:v', String(picture.quality), '-f', 'mpjpeg', 'pipe:1'],
  ];
}

/** Collects the times `showinfo` tells, and what else ffmpeg says. */
async function listen(stderr: NodeJS.ReadableStream, times: number[], words: string[]): Promise<void> {
  for await (const line of createInterface({ input: stderr })) {
    const seconds = /showinfo.* pts_time:\s*([\d.]+)/.exec(line)?.[1];
    if (seconds !== undefined) times.push(Math.round(Number(seconds) * 1000));
    else if (!line.includes('showinfo')) words.push(line.trim());
    if (words.length > 50) words.shift();
  }
}

function frameOf(times: number[], pictures: Buffer[]): ClipFrame {
  const [atMs = 0] = times.splice(0, 1);
  const [jpeg = Buffer.alloc(0)] = pictures.splice(0, 1);
  return { atMs, jpeg };
}
