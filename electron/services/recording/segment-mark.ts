import { box, u32, u64 } from '../packets/mp4/write-box.ts';

/** Ours: names the box that says whose video a file holds and when it began, so that the index can be made anew from the files. */
const markId = Buffer.from('5e274a01c0de4ecb9a8d7265636f7264', 'hex');
const version = 1;

export interface SegmentMark {
  readonly cameraId: string;
  /** Of the first picture, Unix milliseconds UTC. */
  readonly startMs: number;
}

/** A `uuid` box of a segment. */
export function writeMark({ cameraId, startMs }: SegmentMark): Buffer {
  return box('uuid', markId, u32(version), u64(startMs), Buffer.from(cameraId, 'latin1'));
}

const archiveMarkId = Buffer.from('5e274a01c0de4ecb9a8d617263686976', 'hex');

/** A `uuid` box of a segment that was encoded smaller: so it is known as such even when the index is lost. */
export const archiveMark = box('uuid', archiveMarkId);

/** True when the body of a `uuid` box is that mark. */
export function isArchiveMark(body: Buffer): boolean {
  return body.equals(archiveMarkId);
}

/** @returns null when the body of this `uuid` box is not ours. */
export function readMark(body: Buffer): SegmentMark | null {
  if (body.length < 28 || !body.subarray(0, 16).equals(markId) || body.readUInt32BE(16) !== version) return null;
  const cameraId = body.toString('latin1', 28);
  return /^[A-Za-z0-9_-]{1,64}$/.test(cameraId) ? { cameraId, startMs: Number(body.readBigUInt64BE(20)) } : null;
}
