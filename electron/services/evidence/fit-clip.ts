import { rename, rm, stat } from 'node:fs/promises';
import { runFfmpeg } from './run-ffmpeg.ts';

/** What Telegram takes from a bot. */
export const messengerBytes = 50_000_000;

/**
 * Encodes a clip so that it fits: its length decides the rate, and the picture is made at most 1280 wide.
 * @throws {Error} when ffmpeg fails, or it does not fit even so.
 */
export async function fitClip(given: {
  readonly source: string;
  readonly target: string;
  readonly durationMs: number;
  readonly ffmpeg: string;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { source, target, durationMs, ffmpeg, maxBytes = messengerBytes, signal } = given;
  const unfinished = `${target}.part`;
  // A tenth stays free for what the encoder overshoots and the container adds.
  const kbps = Math.max(50, Math.floor((maxBytes * 8 * 0.9) / Math.max(1, durationMs)));
  const rate = ['-b:v', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps * 2}k`];
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', ...rate];
  const args = ['-i', source, '-an', '-vf', "scale='min(1280,iw)':-2", ...encoder, '-movflags', '+faststart', '-f', 'mp4', unfinished];
  try {
    await runFfmpeg({ path: ffmpeg, args, ...(signal ? { signal } : {}) });
    const { size } = await stat(unfinished);
    if (size > maxBytes) throw new Error(`the clip has ${size} bytes even when encoded smaller`);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}
