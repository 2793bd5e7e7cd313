import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

const run = promisify(execFile);

/** An ffmpeg that runs here. */
export interface FfmpegProgram {
  readonly path: string;
  /** `-fps_mode` since 5.1, `-vsync` before. */
  readonly frameSyncOption: '-fps_mode' | '-vsync';
}

/**
 * `FFMPEG_PATH`, else the one on the PATH, else the package @ffmpeg-installer/ffmpeg, as the station chooses it.
 * @throws {AppError} `unavailable` when none runs.
 */
export async function findFfmpegProgram(): Promise<FfmpegProgram> {
  for (const path of [process.env.FFMPEG_PATH, 'ffmpeg', packagedPath()]) {
    const options = path ? await optionsOf(path) : null;
    if (path && options !== null) return { path, frameSyncOption: options.includes('-fps_mode') ? '-fps_mode' : '-vsync' };
  }
  throw new AppError('unavailable', 'No ffmpeg was found: set FFMPEG_PATH or install ffmpeg.');
}

async function optionsOf(path: string): Promise<string | null> {
  return run(path, ['-hide_banner', '-h', 'long'], { timeout: 10_000, maxBuffer: 4 << 20 }).then(
    ({ stdout }) => stdout,
    () => null,
  );
}

function packagedPath(): string | undefined {
  try {
    const packaged: unknown = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg');
    return z.object({ path: z.string() }).parse(packaged).path;
  } catch {
    // The package holds no program for this platform: the other places were tried before.
    return undefined;
  }
}
