import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OpenSegment, SegmentDisk } from '../electron/services/recording/segment-disk.ts';
import { SegmentWriter } from '../electron/services/recording/segment-writer.ts';
import type { TimedVideo } from './servers/timed-video.ts';
import type { StationProcess } from './station-process.ts';

export interface PastOptions {
  readonly video: TimedVideo;
  readonly cameraId: string;
  /** First picture, whole seconds. */
  readonly fromMs: number;
  readonly files: number;
  readonly fileMs?: number;
}

/** Writes the past of a camera into the recordings of a station that does not run, by the recorder's own writer. @returns end of the video, ms */
export async function writePast(dataDir: string, { video, cameraId, fromMs, files, fileMs = 60_000 }: PastOptions): Promise<number> {
  const { track, pictures, options } = video;
  const writer = new SegmentWriter(
    {
      ...{ cameraId, disk: plainDisk(join(dataDir, 'recordings')), segmentMs: fileMs },
      ...{ onOpened: () => undefined, onGrown: () => undefined, onClosed: () => undefined },
      onFailed: (error) => console.error('a recording of the past could not be written', error),
    },
    track,
  );
  const count = Math.round((files * fileMs * options.fps) / 1000);
  for (let index = 0; index < count; index += 1) {
    const picture = pictures[index % pictures.length];
    const atMs = fromMs + (index * 1000) / options.fps;
    if (picture)
      writer.push({
        ...picture,
        cameraId,
        seq: index + 1,
        atMs: Math.round(atMs),
        timelineMs: atMs,
        mediaMs: atMs - fromMs,
        clockStepped: false,
      });
    // The writer holds what the disk has not taken: it is asked to take it before it becomes too much.
    if (index % 250 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await writer.end();
  return fromMs + (count * 1000) / options.fps;
}

/** Which picture of the video is shown at a time. */
export function pictureAt({ options, pictures }: TimedVideo, fromMs: number, atMs: number): number {
  return Math.floor(((atMs - fromMs) * options.fps) / 1000) % pictures.length;
}

/** Cameras that are there but watched by nobody. @returns their ids */
export async function addSleepingCameras(station: StationProcess, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const { body, status } = await station.api<{ id: string }>('POST', '/api/cameras', {
      ...{ name, url: 'rtsp://127.0.0.1:9/none', enabled: false, skipCheck: true },
      recording: { mode: 'off' },
    });
    if (status >= 300) throw new Error(`camera refused: ${JSON.stringify(body)}`);
    ids.push(body.id);
  }
  return ids;
}

/** Without the syncs that make a recording survive a power failure, which cost minutes here. */
function plainDisk(folder: string): SegmentDisk {
  const never = async () => Promise.reject(new Error('not for the past'));
  return {
    create: async (path) => openFile(join(folder, path)),
    ...{ remove: never, quarantine: never, space: never },
  };
}

function openFile(file: string): OpenSegment {
  const written: Uint8Array[] = [];
  return {
    append: async (parts) => void written.push(...parts),
    truncate: async () => undefined,
    close: async () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.concat(written));
    },
  };
}
