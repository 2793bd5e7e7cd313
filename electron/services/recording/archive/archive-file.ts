import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FfmpegBinary } from '../../cameras/ffmpeg-binary.ts';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import { type ScannedSegment, scanSegment } from '../scan-segment.ts';
import { syncFolder } from '../segment-disk.ts';
import { archiveMark, writeMark } from '../segment-mark.ts';
import { decodeAll, shrinkVideo } from './shrink-video.ts';

/** Unfinished copies, in the folder of recordings so that they can be moved in one step; the dot keeps the index away from it. */
export const archiveFolder = '.archive';
/** The end of a copy may lie this far from its original's: nobody knows how long a last picture lasts. */
const tolerableMs = 1_500;

export interface ArchiveFileOptions {
  readonly folder: string;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly signal: AbortSignal;
}

export type Shrunk = Pick<ScannedSegment, 'codec' | 'width' | 'height'> & { readonly bytes: number };

/** What lies at a segment's place. @throws {Error} when that cannot be read. */
export async function scanOriginal(folder: string, { path }: SegmentRecord): Promise<ScannedSegment> {
  const scan = await scanSegment(join(folder, path));
  if (!scan.ok) throw new Error(scan.reason);
  return scan.segment;
}

/**
 * Writes a smaller copy beside the recordings and proves that it plays: its structure is read, every picture decoded, its length
 * compared. It is on the disk for good then.
 * @throws {Error} in words; nothing is left behind.
 */
export async function writeSmaller(options: ArchiveFileOptions, record: SegmentRecord, original: ScannedSegment) {
  const { folder, signal } = options;
  const ffmpeg = await options.ffmpeg();
  const target = join(folder, archiveFolder, `${record.id}.mp4`);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  try {
    await writeWhole(target, marked(await shrinkVideo(ffmpeg, join(folder, record.path), signal), original));
    const shrunk = await prove(target, original);
    await decodeAll(ffmpeg, target, signal);
    return { file: target, shrunk };
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

/** Puts the copy in the original's place in one step. */
export async function swapIn(folder: string, copy: string, { path }: SegmentRecord): Promise<void> {
  const target = join(folder, path);
  await rename(copy, target);
  await syncFolder(dirname(target));
}

async function prove(file: string, original: ScannedSegment): Promise<Shrunk> {
  const scan = await scanSegment(file);
  if (!scan.ok) throw new Error(`the smaller copy is not right: ${scan.reason}`);
  const { archived, cameraId, startMs, endMs, wholeBytes, fileBytes, codec, width, height } = scan.segment;
  const isSame = archived && cameraId === original.cameraId && startMs === original.startMs && wholeBytes === fileBytes;
  if (!isSame || Math.abs(endMs - original.endMs) > tolerableMs) throw new Error('the smaller copy does not hold the same video');
  return { codec, width, height, bytes: fileBytes };
}

/** Our marks belong between the head and the first fragment. */
function marked(video: Buffer, { cameraId, startMs }: ScannedSegment): Buffer {
  let at = 0;
  while (at + 8 <= video.length && video.toString('latin1', at + 4, at + 8) !== 'moof') {
    const size = video.readUInt32BE(at);
    if (size < 8) break;
    at += size;
  }
  if (at === 0 || at + 8 > video.length) throw new Error('ffmpeg made no video of it');
  return Buffer.concat([video.subarray(0, at), writeMark({ cameraId, startMs }), archiveMark, video.subarray(at)]);
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
