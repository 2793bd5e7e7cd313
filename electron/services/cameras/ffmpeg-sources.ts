import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { defaultPictureSettings, type FfmpegInput, type PictureSettings } from './ffmpeg-arguments.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import { resolveName } from './network-name.ts';
import { cameraFailure, type RunSource } from './source.ts';
import { usbInput } from './usb-device.ts';

/** What every source that needs ffmpeg is made from. */
export interface FfmpegSourceOptions {
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly picture?: PictureSettings;
}

/** `rtsp:` and `rtsps:`, over TCP. */
export function rtspSource(options: FfmpegSourceOptions): RunSource {
  return ffmpegSource(options, async (url, binary) => ({ kind: 'rtsp', location: (await addressFor(url, binary)).url }));
}

/** `file:`, a video played in real time and over again. */
export function fileSource(options: FfmpegSourceOptions): RunSource {
  return ffmpegSource(options, async (url) => ({ kind: 'file', location: `file:${await videoFile(url)}` }));
}

/** `usb:`, a webcam of this machine. */
export function usbSource(options: FfmpegSourceOptions): RunSource {
  return ffmpegSource(options, async (url, binary) => usbInput(url, binary));
}

function ffmpegSource(options: FfmpegSourceOptions, inputOf: (url: string, binary: FfmpegBinary) => Promise<FfmpegInput>): RunSource {
  return async (context) => {
    const binary = await options.ffmpeg();
    await runFfmpeg(binary, await inputOf(context.url, binary), options.picture ?? defaultPictureSettings, context);
  };
}

/**
 * The address as this ffmpeg can use it, and the host to name in HTTP when that had to be replaced by its number.
 * @throws {AppError} `unknown_host`, sooner and in clearer words than ffmpeg would.
 */
export async function addressFor(url: string, binary: FfmpegBinary): Promise<{ readonly url: string; readonly host?: string }> {
  const resolved = await resolveName(url);
  return resolved && !binary.resolvesNames ? resolved : { url };
}

/** @throws {AppError} `file_missing` for anything but a regular file: a pipe or a device would block, a folder says nothing. */
async function videoFile(url: string): Promise<string> {
  const path = localPath(url);
  const found = await stat(path).catch((error: unknown) => {
    throw cameraFailure('file_missing', 'There is no such file, or this station may not read it.', { cause: error });
  });
  if (!found.isFile()) throw cameraFailure('file_missing', 'This is not a file.');
  return path;
}

function localPath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw cameraFailure('file_missing', 'This is not the address of a file on this machine.', { cause: error });
  }
}
