import type { CameraRecording, GapCause, RecordingDisk, RecordingSettings } from '../../../shared/schemas/recording.ts';
import { dayMs, type NowMs } from '../clock.ts';
import type { RecordingRepository, SegmentRecord } from '../store/recording-repository.ts';
import { readDisk } from './disk-watch.ts';
import type { SegmentDisk } from './segment-disk.ts';

export interface RetentionOptions {
  readonly repository: RecordingRepository;
  readonly disk: SegmentDisk;
  readonly nowMs: NowMs;
  /** Left out = there is none. */
  readonly archive?: RetentionArchive | undefined;
  /** Settings of cameras that exist; those of removed ones are kept as the station's settings say. */
  readonly camerasNow: () => readonly { readonly id: string; readonly recording: CameraRecording }[];
}

export interface Freed {
  readonly segments: number;
  readonly bytes: number;
  /** End of the latest video that went. */
  readonly upToMs: number | null;
}

/** Deleted in one go, so that nothing else waits long for the database. */
const batch = 50;
/** Freeing goes on to this much below the share at which it begins: not to begin again at once. */
const slackShare = 0.01;
/** The S3-compatible archive as retention sees it: a local copy goes without loss when a proven one is there. */
export interface RetentionArchive {
  /** Where copies are proven to be; null = there is no archive. */
  place(): string | null;
  /** Whether recordings that are past their time here must wait until they are uploaded, and for how many days at most (null = for ever). */
  holds(): { readonly days: number | null } | null;
}

/** What was removed from the disk, and what of it exists nowhere any longer. */
interface Removed {
  readonly bytes: number;
  readonly lost: Freed;
}

/** Deletes what is too old or too much. What is locked, and what is being written, stays. */
export class Retention {
  readonly #options: RetentionOptions;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** By age and by size, of each camera and in all. @returns what exists nowhere any longer. */
  async prune(settings: RecordingSettings): Promise<Freed> {
    const byAge = await this.#pruneByAge(settings);
    const bySize = await this.#pruneBySize(settings);
    return plus(byAge.lost, bySize.lost);
  }

  /** Makes room on a full disk, oldest first, and first what the archive has. @returns the disk as it is then, and what was lost. */
  async makeRoom(settings: RecordingSettings, before: RecordingDisk): Promise<{ disk: RecordingDisk; freed: Freed }> {
    let disk = before;
    let all = nothingRemoved;
    while (disk.state === 'full' || isJustBelow(disk, settings, all)) {
      const removed = await this.#removeOldest({}, 5, 'deleted_for_space');
      if (!removed) break;
      all = sum(all, removed);
      disk = await readDisk(this.#options.disk, settings);
    }
    return { disk, freed: all.lost };
  }

  async #pruneByAge(settings: RecordingSettings): Promise<Removed> {
    const { camerasNow, nowMs, repository, archive } = this.#options;
    const ownDays = new Map(camerasNow().map(({ id, recording }) => [id, recording.retentionDays]));
    const storedIn = archive?.place() ?? null;
    const holds = archive?.holds() ?? null;
    let all = nothingRemoved;
    for (const { cameraId, oldestMs } of await repository.usage()) {
      const days = ownDays.get(cameraId) ?? settings.retentionDays;
      const endedBeforeMs = nowMs() - days * dayMs;
      if (oldestMs >= endedBeforeMs) continue;
      if (storedIn !== null) {
        const next = () => repository.oldestUnlocked({ cameraId, endedBeforeMs, storedIn, limit: batch });
        all = sum(all, await this.#removeAll(next));
      }
      if (holds?.days === null) continue;
      const heldToMs = holds ? nowMs() - Math.max(days, holds.days) * dayMs : endedBeforeMs;
      all = sum(all, await this.#removeAll(() => repository.oldestUnlocked({ cameraId, endedBeforeMs: heldToMs, limit: batch })));
    }
    return all;
  }

  async #pruneBySize(settings: RecordingSettings): Promise<Removed> {
    const { camerasNow, repository } = this.#options;
    const usage = await repository.usage();
    let all = nothingRemoved;
    for (const { id: cameraId, recording } of camerasNow()) {
      const bytes = usage.find((one) => one.cameraId === cameraId)?.bytes ?? 0;
      if (recording.maxBytes !== null) all = sum(all, await this.#shrink(bytes - recording.maxBytes, { cameraId }));
    }
    const bytes = usage.reduce((total, one) => total + one.bytes, 0) - all.bytes;
    return settings.maxBytes === null ? all : sum(all, await this.#shrink(bytes - settings.maxBytes, {}));
  }

  /** Deletes the oldest until `excess` bytes are gone. */
  async #shrink(excess: number, of: { readonly cameraId?: string }): Promise<Removed> {
    let all = nothingRemoved;
    while (all.bytes < excess) {
      const removed = await this.#removeOldest(of, 1, 'deleted_by_retention');
      if (!removed) break;
      all = sum(all, removed);
    }
    return all;
  }

  /** @returns null when there is nothing that may go. */
  async #removeOldest(of: { readonly cameraId?: string }, limit: number, cause: GapCause): Promise<Removed | null> {
    const { repository, archive } = this.#options;
    const storedIn = archive?.place() ?? null;
    const there = storedIn === null ? [] : await repository.oldestUnlocked({ ...of, storedIn, limit });
    const victims = there.length > 0 ? there : await repository.oldestUnlocked({ ...of, limit });
    return victims.length > 0 ? this.#remove(victims, cause) : null;
  }

  async #removeAll(next: () => Promise<SegmentRecord[]>): Promise<Removed> {
    let all = nothingRemoved;
    for (let victims = await next(); victims.length > 0; victims = await next()) {
      all = sum(all, await this.#remove(victims, 'deleted_by_retention'));
    }
    return all;
  }

  /**
   * The row goes first: a file that stays behind after a crash is found again, a row without a file would be a lie. What the archive
   * has stays in the index as being there.
   */
  async #remove(victims: readonly SegmentRecord[], cause: GapCause): Promise<Removed> {
    const { repository, disk, archive } = this.#options;
    const there = archive?.place() == null ? [] : await repository.letGo(victims);
    const lost = victims.filter((victim) => !there.includes(victim));
    if (lost.length > 0) await repository.removeAs(lost, cause);
    for (const { path } of victims) await disk.remove(path);
    const bytesOf = (segments: readonly SegmentRecord[]) => segments.reduce((total, { bytes }) => total + bytes, 0);
    const upToMs = lost.length > 0 ? Math.max(...lost.map(({ endMs }) => endMs)) : null;
    return { bytes: bytesOf(victims), lost: { segments: lost.length, bytes: bytesOf(lost), upToMs } };
  }
}

export const nothingFreed: Freed = { segments: 0, bytes: 0, upToMs: null };

export function plus(a: Freed, b: Freed): Freed {
  const upToMs = a.upToMs === null || b.upToMs === null ? (a.upToMs ?? b.upToMs) : Math.max(a.upToMs, b.upToMs);
  return { segments: a.segments + b.segments, bytes: a.bytes + b.bytes, upToMs };
}

const nothingRemoved: Removed = { bytes: 0, lost: nothingFreed };

function sum(a: Removed, b: Removed): Removed {
  return { bytes: a.bytes + b.bytes, lost: plus(a.lost, b.lost) };
}

function isJustBelow(disk: RecordingDisk, settings: RecordingSettings, { bytes }: Removed): boolean {
  const hasBegun = bytes > 0 && disk.totalBytes > 0;
  return hasBegun && disk.state !== 'unknown' && 1 - disk.freeBytes / disk.totalBytes > settings.freeShare - slackShare;
}
