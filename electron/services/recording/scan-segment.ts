import { type FileHandle, open } from 'node:fs/promises';
import { readFragment } from '../packets/mp4/read-fragment.ts';
import { type FileTrack, readInit } from '../packets/mp4/read-init.ts';
import { isArchiveMark, readMark, type SegmentMark } from './segment-mark.ts';

/** A `moof` with its `mdat` inside a file. */
export interface FragmentPlace {
  readonly offset: number;
  readonly bytes: number;
  /** Of its first picture, Unix milliseconds. */
  readonly atMs: number;
  readonly startsWithKey: boolean;
  /** Of its first key frame, from which on it can be shown by itself; null = it holds none. */
  readonly keyAtMs: number | null;
  /** Where the bytes of that key frame lie; null as `keyAtMs` is. */
  readonly key: { readonly offset: number; readonly bytes: number } | null;
  readonly pictures: number;
}

/** A file of ours as it lies on the disk. */
export interface ScannedSegment extends SegmentMark {
  /** After the last whole picture. */
  readonly endMs: number;
  /** It was encoded smaller. */
  readonly archived: boolean;
  readonly codec: string;
  /** Units a second that its fragments count time in. */
  readonly timescale: number;
  readonly width: number;
  readonly height: number;
  /** Begin of the file up to the first fragment: what a decoder needs before any of them. */
  readonly initBytes: number;
  /** Bytes up to the end of the last whole fragment; less than the file has when its writer died. */
  readonly wholeBytes: number;
  readonly fileBytes: number;
  readonly fragments: readonly FragmentPlace[];
}

export type Scan = { readonly ok: true; readonly segment: ScannedSegment } | { readonly ok: false; readonly reason: string };

/** Bigger boxes than these are no heads of ours. */
const maxHeadBytes = 1 << 20;

/**
 * Reads where everything lies in a segment without reading the video itself.
 * @throws {Error} only when the disk fails.
 */
export async function scanSegment(file: string): Promise<Scan> {
  const handle = await open(file, 'r');
  try {
    return await scan(handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

async function scan(handle: FileHandle, fileBytes: number): Promise<Scan> {
  let described: FileTrack | null = null;
  let mark: SegmentMark | null = null;
  let archived = false;
  let moof: { readonly body: Buffer; readonly offset: number } | null = null;
  let initBytes = 0;
  let wholeBytes = 0;
  let endMs = 0;
  const fragments: FragmentPlace[] = [];
  const look = window(handle, fileBytes);
  for (let at = 0; at + 8 <= fileBytes; ) {
    const head = await look(at, 8);
    const size = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (size < 8 || !/^[a-z0-9 ]{4}$/i.test(type)) break;
    if (at + size > fileBytes) break;
    const body = async () => (size <= maxHeadBytes ? await look(at + 8, size - 8) : Buffer.alloc(0));
    if (at === 0 && type !== 'ftyp') return { ok: false, reason: 'it is no MP4 file' };
    if (type === 'moov') described = readInit(await body());
    if (type === 'uuid') {
      const found = await body();
      mark = readMark(found) ?? mark;
      archived ||= isArchiveMark(found);
    }
    if (type === 'moof') {
      if (!described || !mark) break;
      initBytes ||= at;
      moof = { body: await body(), offset: at };
    }
    if (type === 'mdat' && moof && described && mark) {
      const samples = readSamples(moof.body);
      const [first] = samples;
      const last = samples.at(-1);
      if (!first || !last || samples.reduce((sum, { bytes }) => sum + bytes, 8) !== size) break;
      const { startMs } = mark;
      const unitsPerMs = described.timescale / 1000;
      const toMs = (units: number) => startMs + Math.round(units / unitsPerMs);
      wholeBytes = at + size;
      endMs = toMs(last.decodeTime + last.duration);
      const keyIndex = samples.findIndex(({ isKey }) => isKey);
      const key = samples[keyIndex];
      const before = samples.slice(0, Math.max(0, keyIndex)).reduce((sum, { bytes }) => sum + bytes, 0);
      fragments.push({
        ...{ offset: moof.offset, bytes: wholeBytes - moof.offset, atMs: toMs(first.decodeTime), startsWithKey: first.isKey },
        keyAtMs: key ? toMs(key.decodeTime) : null,
        key: key ? { offset: at + 8 + before, bytes: key.bytes } : null,
        pictures: samples.length,
      });
      moof = null;
    }
    at += size;
  }
  if (!described) return { ok: false, reason: 'it holds no video that can be read' };
  if (!mark) return { ok: false, reason: 'it was not made by this program' };
  if (fragments.length === 0) return { ok: false, reason: 'it holds no whole picture' };
  const { track, timescale } = described;
  const { codec, width, height } = track;
  return { ok: true, segment: { ...mark, endMs, archived, codec, timescale, width, height, initBytes, wholeBytes, fileBytes, fragments } };
}

function readSamples(moof: Buffer) {
  try {
    return readFragment(moof);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const windowBytes = 4_096;

/** Reads a little ahead: a `moof` and the head of its `mdat` are one read of the disk, not four. */
function window(handle: FileHandle, fileBytes: number): (position: number, length: number) => Promise<Buffer> {
  let begin = 0;
  let held: Buffer = Buffer.alloc(0);
  return async (position, length) => {
    if (position < begin || position + length > begin + held.length) {
      held = await readAt(handle, position, Math.min(Math.max(length, windowBytes), fileBytes - position));
      begin = position;
    }
    return held.subarray(position - begin, position - begin + length);
  };
}

/** @throws {Error} when the file is shorter than it said. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the file became shorter while it was read');
  return buffer;
}
