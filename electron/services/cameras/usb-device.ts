import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import type { FfmpegInput } from './ffmpeg-arguments.ts';
import { cameraFailure } from './source.ts';

/**
 * Turns `usb:0`, `usb:/dev/video2` (Linux) or `usb:Name of the webcam` (Windows, macOS) into what this system's ffmpeg opens.
 * @throws {AppError} `file_missing` when there is no such webcam.
 */
export async function usbInput(url: string, binary: FfmpegBinary, platform: NodeJS.Platform = process.platform): Promise<FfmpegInput> {
  const name = decodeURIComponent(url.trim().slice('usb:'.length)).replace(/^\/\/(?=[^/]|$)/, '');
  if (platform === 'win32') return { kind: 'usb', format: 'dshow', location: `video=${await windowsName(name, binary)}` };
  if (platform === 'darwin') return { kind: 'usb', format: 'avfoundation', location: `${name || '0'}:none` };
  return { kind: 'usb', format: 'v4l2', location: await linuxDevice(name) };
}

async function linuxDevice(name: string): Promise<string> {
  const path = /^\d{0,2}$/.test(name) ? `/dev/video${name || '0'}` : name;
  if (!/^\/dev\/(video\d{1,2}|v4l\/by-(id|path)\/[\w.:-]+)$/.test(path)) {
    throw cameraFailure('file_missing', 'A webcam is named by its number (usb:0) or its device (usb:/dev/video0).');
  }
  await access(path).catch((error: unknown) => {
    throw cameraFailure('file_missing', `There is no webcam ${path} on this machine.`, { cause: error });
  });
  return path;
}

/** DirectShow knows names only; a number counts the devices as ffmpeg lists them. */
async function windowsName(name: string, binary: FfmpegBinary): Promise<string> {
  if (!/^\d{0,2}$/.test(name)) return name.replaceAll('"', '');
  const found = dshowVideoDevices(await dshowListing(binary))[Number(name || '0')];
  if (found === undefined) throw cameraFailure('file_missing', `There is no webcam number ${name || '0'} on this machine.`);
  return found;
}

/** Names of the video devices in what `ffmpeg -list_devices true -f dshow -i dummy` prints, in both of its layouts. */
export function dshowVideoDevices(listing: string): string[] {
  const devices: string[] = [];
  let section = '';
  for (const line of listing.split(/\r?\n/)) {
    section = /DirectShow (video|audio) devices/.exec(line)?.[1] ?? section;
    const found = /\]\s+"([^"]+)"(?: \((video|audio|none)\))?/.exec(line);
    const name = found?.[1];
    if (name !== undefined && !line.includes('Alternative name') && (found?.[2] ?? section) === 'video') devices.push(name);
  }
  return devices;
}

/** ffmpeg ends with an error after listing: its words are what counts. */
function dshowListing(binary: FfmpegBinary): Promise<string> {
  const args = ['-hide_banner', '-list_devices', 'true', '-f', 'dshow', '-i', 'dummy'];
  return new Promise((resolve) => {
    execFile(binary.path, args, { timeout: 10_000, windowsHide: true }, (_error, _stdout, stderr) => resolve(stderr));
  });
}
