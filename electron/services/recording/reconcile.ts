import { randomUUID } from 'node:crypto';
import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingRebuild } from '../../../shared/schemas/recording.ts';
import type { RecordingRepository, SegmentRecord } from '../store/recording-repository.ts';
import { type Scan, type ScannedSegment, scanSegment } from './scan-segment.ts';
import { codeOf, quarantineFolder, type SegmentDisk } from './segment-disk.ts';
import { parseSegmentPath } from './segment-path.ts';

export interface ReconcileOptions {
  readonly folder: string;
  readonly repository: RecordingRepository;
  readonly disk: SegmentDisk;
  /** True for files that are being written now. */
  readonly isOpen: (path: string) => boolean;
  /** A file was put aside. */
  readonly onQuarantined: (path: string, reason: string) => void;
  readonly signal: AbortSignal;
}

const page = 5_000;

/** Puts right what a writer that died left behind: its files are cut after the last whole picture and closed in the index. */
export async function closeOrphans(options: ReconcileOptions): Promise<{ repaired: number; lost: number }> {
  let repaired = 0;
  let lost = 0;
  for (const row of await options.repository.open()) {
    if (options.isOpen(row.path)) continue;
    const found = await look(options, row.path);
    if (found?.ok) {
      await cutTail(options.folder, row.path, found.segment);
      await options.repository.change(row.id, { endMs: found.segment.endMs, bytes: found.segment.wholeBytes, open: false });
      repaired += 1;
    } else {
      await options.repository.removeAs([row], 'file_lost');
      if (found) await putAside(options, row.path, found.reason);
      lost += 1;
    }
  }
  return { repaired, lost };
}

/**
 * Compares the index with the files: files that it does not know are taken in, rows without a file become gaps, and what is no
 * recording of ours is put aside, never deleted. Safe while recording goes on.
 */
export async function reconcile(options: ReconcileOptions): Promise<RecordingRebuild> {
  const { repository, folder, signal } = options;
  const orphans = await closeOrphans(options);
  const result = { files: 0, added: 0, quarantined: 0, ...orphans };
  const known = await allPaths(repository);
  for await (const path of filesUnder(folder, '')) {
    if (signal.aborted) break;
    result.files += 1;
    if (known.delete(path) || options.isOpen(path)) continue;
    const row = await repository.byPath(path);
    // Let go, but its writer died before the file was gone; the archive has it.
    if (row?.tier === 'remote') await options.disk.remove(path);
    if (row) continue;
    const outcome = await adopt(options, path);
    if (outcome !== null) result[outcome] += 1;
  }
  if (!signal.aborted) result.lost += await dropLost(options, known);
  return result;
}

/** Paths of the index. Some 100 bytes each: 70 MB for 16 cameras of 30 days, while it lasts. */
async function allPaths(repository: RecordingRepository): Promise<Set<string>> {
  const paths = new Set<string>();
  for (let next = await repository.pathsAfter('', page); next.length > 0; next = await repository.pathsAfter(next.at(-1) ?? '', page)) {
    for (const path of next) paths.add(path);
  }
  return paths;
}

/** Every file under the folder, forward slashes; what is put aside and our own hidden files are left out. */
async function* filesUnder(root: string, inside: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, inside), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.name.startsWith('.') || path === quarantineFolder) continue;
    if (entry.isDirectory()) yield* filesUnder(root, path);
    else yield path;
  }
}

async function adopt(options: ReconcileOptions, path: string): Promise<'added' | 'quarantined' | null> {
  const named = parseSegmentPath(path);
  const found: Scan | null = named ? await look(options, path) : { ok: false, reason: 'no recording would have this name' };
  // Deleted meanwhile.
  if (!found) return null;
  if (!found.ok || found.segment.cameraId !== named?.cameraId) {
    await putAside(options, path, found.ok ? 'it is the video of another camera' : found.reason);
    return 'quarantined';
  }
  // Begun while we looked: its own writer tells the index.
  if (options.isOpen(path) || (await options.repository.byPath(path))) return null;
  await cutTail(options.folder, path, found.segment);
  await options.repository.insert(recordOf(path, found.segment));
  return 'added';
}

/** @returns null when there is no such file. */
async function look({ folder }: ReconcileOptions, path: string): Promise<Scan | null> {
  try {
    const file = join(folder, path);
    if (!(await stat(file)).isFile()) return { ok: false, reason: 'it is no file' };
    return await scanSegment(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function cutTail(folder: string, path: string, { wholeBytes, fileBytes }: ScannedSegment): Promise<void> {
  if (wholeBytes < fileBytes) await truncate(join(folder, path), wholeBytes);
}

async function putAside({ disk, onQuarantined }: ReconcileOptions, path: string, reason: string): Promise<void> {
  onQuarantined(await disk.quarantine(path), reason);
}

async function dropLost({ folder, repository, isOpen }: ReconcileOptions, paths: ReadonlySet<string>): Promise<number> {
  let lost = 0;
  for (const path of paths) {
    const isThere = await stat(join(folder, path)).then(
      () => true,
      (error: unknown) => codeOf(error) !== 'ENOENT',
    );
    const row = isThere || isOpen(path) ? null : await repository.byPath(path);
    if (!row || row.tier === 'remote') continue;
    // The archive has it: nothing is lost.
    if ((await repository.letGo([row])).length > 0) continue;
    await repository.removeAs([row], 'file_lost');
    lost += 1;
  }
  return lost;
}

function recordOf(path: string, { cameraId, startMs, endMs, wholeBytes, archived, codec, width, height }: ScannedSegment): SegmentRecord {
  const file = { id: randomUUID(), cameraId, path, startMs, endMs, bytes: wholeBytes, codec, width, height };
  return { ...file, locked: false, tier: archived ? 'archive' : 'full', open: false };
}
