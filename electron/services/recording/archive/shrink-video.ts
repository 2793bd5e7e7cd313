import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { FfmpegBinary } from '../../cameras/ffmpeg-binary.ts';

/** A minute of video takes seconds; this is for a processor that has little time left. */
const timeoutMs = 15 * 60_000;
/** Far more than a segment that was made smaller has. */
const mostBytes = 256 << 20;

/**
 * A segment encoded smaller, H.264 of at most 640 pixels width, as fragmented MP4 without our marks. Runs at the lowest priority.
 * @throws {Error} in ffmpeg's words.
 */
export function shrinkVideo(ffmpeg: FfmpegBinary, file: string, signal: AbortSignal): Promise<Buffer> {
  return run(ffmpeg.path, shrinkArguments(ffmpeg, file), signal);
}

/** Decodes all of a file. @throws {Error} in ffmpeg's words when any of it is damaged. */
export async function decodeAll(ffmpeg: FfmpegBinary, file: string, signal: AbortSignal): Promise<void> {
  const input = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-xerror', '-threads', '1', '-i', file];
  await run(ffmpeg.path, [...input, '-map', '0:v:0', '-f', 'null', '-'], signal);
}

function shrinkArguments({ frameSyncOption }: FfmpegBinary, file: string): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-threads', '1', '-i', file, '-map', '0:v:0'],
    ...['-vf', "scale='trunc(min(640,iw)/2)*2':-2,format=yuv420p", frameSyncOption, 'passthrough', '-enc_time_base', '1:1000'],
    ...['-c:v', 'libx264', '-preset', 'medium', '-crf', '30', '-bf', '0', '-threads', '1', '-level', '3.1'],
    // Where playback can begin: as often as in the original of most cameras.
    ...['-g', '600', '-force_key_frames', 'expr:gte(t,n_forced*2)'],
    ...['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof+frag_keyframe+skip_trailer', 'pipe:1'],
  ];
}

function run(program: string, args: string[], signal: AbortSignal): Promise<Buffer> {
  const both = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, signal: both, killSignal: 'SIGKILL' });
  if (child.pid !== undefined) lower(child.pid);
  const parts: Buffer[] = [];
  let bytes = 0;
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) child.kill('SIGKILL');
    else parts.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-400);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts));
      else reject(new Error(`ffmpeg ended with ${code ?? 'a signal'}: ${words.trim()}`));
    });
  });
}

/** Live view, alerts and recording come first. A process that is gone already needs no priority. */
function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // The work is the same, only less polite.
  }
}
