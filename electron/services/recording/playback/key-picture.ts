import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { FfmpegBinary } from '../../cameras/ffmpeg-binary.ts';
import type { FragmentPlace, ScannedSegment } from '../scan-segment.ts';

export const previewWidth = 320;
/** Decoding one picture takes a tenth of a second; this is for a machine that does something else. */
const timeoutMs = 15_000;
const mostBytes = 4 << 20;

/**
 * The key frame of a fragment as a small JPEG. Only the head of the file and the one fragment are read.
 * @throws {AppError} `unavailable` when ffmpeg makes no picture of it.
 */
export async function keyPicture(
  ffmpeg: FfmpegBinary,
  file: string,
  segment: Pick<ScannedSegment, 'initBytes'>,
  fragment: Pick<FragmentPlace, 'offset' | 'bytes'>,
  signal: AbortSignal,
): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const head = await handle.read(Buffer.alloc(segment.initBytes), 0, segment.initBytes, 0);
    const body = await handle.read(Buffer.alloc(fragment.bytes), 0, fragment.bytes, fragment.offset);
    return await decode(ffmpeg, Buffer.concat([head.buffer, body.buffer]), signal);
  } finally {
    await handle.close();
  }
}

function decode(ffmpeg: FfmpegBinary, video: Buffer, signal: AbortSignal): Promise<Buffer> {
  const input = ['-hide_banner', '-loglevel', 'error', '-threads', '1', '-skip_frame', 'nokey', '-f', 'mp4', '-i', 'pipe:0'];
  const output = [
    '-an',
    '-frames:v',
    '1',
    ffmpeg.frameSyncOption,
    'passthrough',
    '-vf',
    `scale=${previewWidth}:-2`,
    '-q:v',
    '5',
    '-f',
    'mjpeg',
    'pipe:1',
  ];
  const child = spawn(ffmpeg.path, [...input, ...output], {
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  const parts: Buffer[] = [];
  let bytes = 0;
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) parts.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-500);
  });
  // It may have its picture before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(video);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new AppError('unavailable', 'No picture could be made of this recording.', { cause }));
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0 && bytes > 0 && bytes <= mostBytes) resolve(Buffer.concat(parts));
      else fail(new Error(`ffmpeg ended with ${code}: ${words}`));
    });
  });
}
