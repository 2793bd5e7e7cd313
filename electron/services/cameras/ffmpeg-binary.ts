import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { cameraFailure } from './source.ts';

const run = promisify(execFile);

/** An ffmpeg that runs here, and what its age lets it do. */
export interface FfmpegBinary {
  readonly path: string;
  /** First line of `-version`, for logs and the station's status. */
  readonly version: string;
  /** Option that bounds RTSP socket waits, in microseconds: `-timeout` since 5.0, `-stimeout` before. */
  readonly rtspTimeoutOption: '-timeout' | '-stimeout';
  /** `-fps_mode` since 5.1, `-vsync` before. */
  readonly frameSyncOption: '-fps_mode' | '-vsync';
  /** False for statically linked builds, the bundled one for Linux among them, that crash when they look up a host name. */
  readonly resolvesNames: boolean;
}

/**
 * Finds ffmpeg: `FFMPEG_PATH`, then the PATH, then the package @ffmpeg-installer/ffmpeg (a build of 2018), and asks it what it can do.
 * @throws {AppError} `camera_unreachable`, cause `ffmpeg_missing`, when none runs.
 */
export async function findFfmpeg(env: NodeJS.ProcessEnv = process.env): Promise<FfmpegBinary> {
  for (const path of candidates(env)) {
    const binary = (await isExecutable(path)) ? await inspect(path) : null;
    if (binary) return binary;
  }
  throw cameraFailure('ffmpeg_missing', 'No ffmpeg was found: set FFMPEG_PATH or install ffmpeg.');
}

/** Remembers what was found; a failure is not remembered, so that an ffmpeg installed later is seen. */
export function ffmpegFinder(find: () => Promise<FfmpegBinary> = findFfmpeg): () => Promise<FfmpegBinary> {
  let found: Promise<FfmpegBinary> | null = null;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
}

function candidates(env: NodeJS.ProcessEnv): string[] {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const onPath = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return [env.FFMPEG_PATH, ...onPath.map((folder) => join(folder, name)), bundledPath()].filter(
    (path) => path !== undefined && path !== '',
  ) as string[];
}

/** Inside a packed desktop app the program lies beside the archive, not in it. */
function bundledPath(): string | undefined {
  try {
    const bundled: unknown = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg');
    return z
      .object({ path: z.string() })
      .parse(bundled)
      .path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  } catch {
    // The package holds no program for this platform, or was left out: the other places were tried before.
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function inspect(path: string): Promise<FfmpegBinary | null> {
  try {
    const ask = async (...args: string[]) => (await run(path, ['-hide_banner', ...args], { timeout: 10_000, maxBuffer: 4 << 20 })).stdout;
    const asked = [ask('-version'), ask('-h', 'long'), ask('-h', 'demuxer=rtsp')] as const;
    const [version, options, rtsp, resolvesNames] = await Promise.all([...asked, survivesLookup(path)]);
    return {
      path,
      version: version.split('\n', 1)[0]?.trim() ?? '',
      rtspTimeoutOption: rtsp.includes('-stimeout') ? '-stimeout' : '-timeout',
      frameSyncOption: options.includes('-fps_mode') ? '-fps_mode' : '-vsync',
      resolvesNames,
    };
  } catch {
    // Not a working ffmpeg: the next candidate may be one.
    return null;
  }
}

/** The connection itself is refused, which is a plain exit; a crash is a signal. */
async function survivesLookup(path: string): Promise<boolean> {
  const args = ['-hide_banner', '-nostdin', '-i', 'tcp://localhost:1?timeout=1000000'];
  return new Promise((resolve) => {
    const child = execFile(path, args, { timeout: 10_000 }, () => resolve(child.signalCode === null));
  });
}
