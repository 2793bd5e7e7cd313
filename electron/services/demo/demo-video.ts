import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { SceneName } from '../../../resources/demo/scenes/script.ts';
import { demoFrames } from './demo-frames.ts';

/** Writes a scene as an H.264 mp4, for tests of video files and RTSP. @param ffmpeg path of the program. */
export async function writeDemoVideo(
  file: string,
  scene: SceneName,
  { ffmpeg = 'ffmpeg', fps = 10, ...range }: { ffmpeg?: string; fps?: number; fromS?: number; seconds?: number } = {},
): Promise<void> {
  const input = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', String(fps), '-i', 'pipe:0'];
  const output = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-g', String(fps * 2), '-y', file];
  const child = spawn(ffmpeg, ['-hide_banner', '-loglevel', 'error', ...input, ...output], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const ended = once(child, 'close');
  const pictures = Readable.from(jpegs(scene, fps, range));
  pictures.pipe(child.stdin);
  try {
    await finished(child.stdin);
  } finally {
    pictures.destroy();
    if (!child.stdin.writableFinished) child.kill();
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg could not write the demo video: ${complaint.trim()}`);
}

async function* jpegs(scene: SceneName, fps: number, range: { fromS?: number; seconds?: number }): AsyncGenerator<Buffer> {
  for await (const { jpeg } of demoFrames(scene, { fps, ...range })) yield jpeg;
}
