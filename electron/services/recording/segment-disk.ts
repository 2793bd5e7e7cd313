import { constants } from 'node:fs';
import { mkdir, open, rename, rm, statfs, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/** A file being written, at its end only. */
export interface OpenSegment {
  /** One part after the other, none of them copied. Resolves when they survive a power failure. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  /** Cuts what a failed write left behind. */
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The disk as the recorder sees it; tests put a full or broken one in its place. */
export interface SegmentDisk {
  /** @returns null when the path is taken. */
  create(path: string): Promise<OpenSegment | null>;
  remove(path: string): Promise<void>;
  /** Moves a file to the folder `quarantine`. @returns its new path inside the folder of recordings. */
  quarantine(path: string): Promise<string>;
  space(): Promise<{ readonly totalBytes: number; readonly freeBytes: number }>;
}

export const quarantineFolder = 'quarantine';

/** @param folder of the recordings, absolute */
export function segmentDisk(folder: string): SegmentDisk {
  return {
    create: (path) => createFile(join(folder, path)),
    async remove(path) {
      await rm(join(folder, path), { force: true });
    },
    async quarantine(path) {
      const target = `${quarantineFolder}/${path.replaceAll('/', '_')}`;
      await mkdir(join(folder, quarantineFolder), { recursive: true, mode: 0o700 });
      await rename(join(folder, path), join(folder, target));
      return target;
    },
    async space() {
      const { bsize, blocks, bavail } = await statfs(folder);
      return { totalBytes: bsize * blocks, freeBytes: bsize * bavail };
    },
  };
}

/**
 * Written and synced in one call, where that is as good as `fdatasync`: Windows has no such flag, and macOS leaves what was written in
 * the cache of the drive.
 */
const writesThrough = process.platform === 'linux';
const appending = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | (writesThrough ? constants.O_DSYNC : 0);

async function createFile(file: string): Promise<OpenSegment | null> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(file, appending, 0o600);
    await syncFolder(dirname(file));
    return {
      async append(parts) {
        // One write may take less than all of it, and a full disk says so only at the next.
        for (let rest = parts; rest.length > 0; ) rest = withoutFirst(rest, (await handle.writev(rest)).bytesWritten);
        if (!writesThrough) await handle.datasync();
      },
      truncate: (bytes) => handle.truncate(bytes),
      close: () => handle.close(),
    };
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

/** What is left of these parts when so many bytes of them are written. */
function withoutFirst(parts: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let done = bytes;
  const first = parts.findIndex((part) => {
    if (part.length > done) return true;
    done -= part.length;
    return false;
  });
  if (first < 0) return [];
  const [part, ...others] = parts.slice(first);
  return part ? [part.subarray(done), ...others] : [];
}

/** A new name survives a power failure only when its folder was written; Windows does that by itself and lets nobody ask. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** The system's word for what went wrong; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? String((error as NodeJS.ErrnoException).code ?? '') : '';
}

/**
 * Makes the folder, for its owner only, and tries to write there.
 * @throws {AppError} `unavailable`, in words, before anything is started.
 */
export async function prepareFolder(folder: string): Promise<void> {
  const trial = join(folder, `.trial-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(trial, 'x');
    await unlink(trial);
  } catch (error) {
    // A full disk is no reason not to start: live view and alerts go on, and retention makes room.
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') return;
    const advice = 'choose another with --recordings DIR or SENTRA_RECORDINGS_DIR.';
    throw new AppError('unavailable', `The folder of recordings ${folder} cannot be used (${codeOf(error) || error}); ${advice}`, {
      cause: error,
    });
  }
}
