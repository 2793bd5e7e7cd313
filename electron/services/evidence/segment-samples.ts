import { type FileHandle, open } from 'node:fs/promises';
import { boxAt } from '../packets/mp4/box-reader.ts';
import { readFragment } from '../packets/mp4/read-fragment.ts';
import { readInit } from '../packets/mp4/read-init.ts';
import { timescale } from '../packets/mp4/write-init.ts';
import type { FragmentSample } from '../packets/mp4/write-fragment.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { scanSegment } from '../recording/scan-segment.ts';

/** One picture of a recording. Durations in units of `timescale`. */
export interface TimedSample extends FragmentSample {
  /** When it is decoded, wall clock, Unix milliseconds; may have fractions. */
  readonly atMs: number;
}

export interface ReadableSegment {
  readonly track: VideoTrack;
  /** A fragment at a time, so that a long file does not fill the memory. */
  fragments(): AsyncGenerator<readonly TimedSample[]>;
}

/**
 * Opens a segment as far as it is whole.
 * @returns null when it cannot be read: damaged from its begin, or gone.
 */
export async function readSegment(file: string): Promise<ReadableSegment | null> {
  const scan = await scanSegment(file).catch(() => null);
  if (!scan?.ok) return null;
  const { initBytes, fragments, startMs } = scan.segment;
  const moov = boxAt(await readAt(file, 0, initBytes), 'moov');
  const described = moov && readInit(moov);
  if (!described) return null;
  const unitsPerMs = described.timescale / 1000;
  const rescale = timescale / described.timescale;
  return {
    track: described.track,
    async *fragments() {
      const handle = await open(file, 'r');
      try {
        for (const { offset, bytes } of fragments) yield samplesOf(await readFrom(handle, offset, bytes), startMs, unitsPerMs, rescale);
      } finally {
        await handle.close();
      }
    },
  };
}

function samplesOf(fragment: Buffer, startMs: number, unitsPerMs: number, rescale: number): TimedSample[] {
  const moof = boxAt(fragment, 'moof');
  const mdat = boxAt(fragment, 'mdat');
  if (!moof || !mdat) return [];
  let at = 0;
  return readFragment(moof).map(({ decodeTime, duration, compositionOffset, isKey, bytes }) => {
    at += bytes;
    return {
      atMs: startMs + decodeTime / unitsPerMs,
      duration: Math.round(duration * rescale),
      compositionOffset: Math.round(compositionOffset * rescale),
      ...{ isKey, data: mdat.subarray(at - bytes, at) },
    };
  });
}

async function readAt(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  return readFrom(handle, position, length).finally(() => handle.close());
}

/** @throws {Error} when the file is shorter than it was. */
async function readFrom(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the file became shorter while it was read');
  return buffer;
}
