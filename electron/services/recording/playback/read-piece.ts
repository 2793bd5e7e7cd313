import { type FileHandle, open } from 'node:fs/promises';
import { writeFragment } from '../../packets/mp4/write-fragment.ts';
import type { ScannedSegment } from '../scan-segment.ts';
import type { PlannedPiece } from './plan-piece.ts';

/**
 * The bytes of a piece with the head of its file in front: for a decoder a file of its own.
 * @param keysOnly each picture then lasts until the next one
 * @throws {Error} when the disk fails, or the file is shorter than it was.
 */
export async function readPiece(file: string, scan: ScannedSegment, piece: PlannedPiece, keysOnly: boolean): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const head = readAt(handle, 0, scan.initBytes);
    const body = keysOnly ? readKeys(handle, scan, piece) : readFragments(handle, piece);
    return Buffer.concat(await Promise.all([head, body]));
  } finally {
    await handle.close();
  }
}

function readFragments(handle: FileHandle, { fragments }: PlannedPiece): Promise<Buffer> {
  const [first, last] = [fragments[0], fragments.at(-1)];
  if (!first || !last) return Promise.resolve(Buffer.alloc(0));
  return readAt(handle, first.offset, last.offset + last.bytes - first.offset);
}

async function readKeys(handle: FileHandle, { startMs, timescale }: ScannedSegment, { fragments, toMs }: PlannedPiece): Promise<Buffer> {
  const units = (atMs: number) => Math.round(((atMs - startMs) * timescale) / 1000);
  const parts = fragments.map(async ({ key, keyAtMs }, index) => {
    const atMs = keyAtMs ?? startMs;
    const data = key ? await readAt(handle, key.offset, key.bytes) : Buffer.alloc(0);
    const duration = Math.max(1, units(fragments[index + 1]?.keyAtMs ?? toMs) - units(atMs));
    return writeFragment(index + 1, units(atMs), [{ duration, compositionOffset: 0, isKey: true, data }]);
  });
  return Buffer.concat((await Promise.all(parts)).flat());
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  if (bytesRead < length) throw new Error('the file became shorter while it was read');
  return buffer;
}
