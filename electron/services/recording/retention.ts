import type { CameraRecording, GapCause, RecordingDisk, RecordingSettings } from '../../../shared/schemas/recording.ts';
import type { NowMs } from '../clock.ts';
import type { RecordingRepository, SegmentRecord } from '../store/recording-repository.ts';
import { readDisk } from './disk-watch.ts';
import type { SegmentDisk } from './segment-disk.ts';

export interface RetentionOptions {
  readonly repository: RecordingRepository;
  readonly disk: SegmentDisk;
  readonly nowMs: NowMs;
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
const dayMs = 24 * 60 * 60 * 1000;

/** Deletes what is too old or too much. What is locked, and what is being written, stays. */
export class Retention {
  readonly #options: RetentionOptions;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** By age and by size, of each camera and in all. @returns what went. */
  async prune(settings: RecordingSettings): Promise<Freed> {
    const byAge = await this.#pruneByAge(settings);
    const bySize = await this.#pruneBySize(settings);
    return plus(byAge, bySize);
  }

  /** Makes room on a full disk, oldest first. @returns the disk as it is then, and what went. */
  async makeRoom(settings: RecordingSettings, before: RecordingDisk): Promise<{ disk: RecordingDisk; freed: Freed }> {
    let disk = before;
    let freed = nothingFreed;
    while (disk.state === 'full' || isJustBelow(disk, settings, freed)) {
      const victims = await this.#options.repository.oldestUnlocked({ limit: 5 });
      if (victims.length === 0) break;
      freed = plus(freed, await this.#remove(victims, 'deleted_for_space'));
      disk = await readDisk(this.#options.disk, settings);
    }
    return { disk, freed };
  }

  async #pruneByAge(settings: RecordingSettings): Promise<Freed> {
    const { camerasNow, nowMs, repository } = this.#options;
    const ownDays = new Map(camerasNow().map(({ id, recording }) => [id, recording.retentionDays]));
    let freed = nothingFreed;
    for (const { cameraId, oldestMs } of await repository.usage()) {
      const endedBeforeMs = nowMs() - (ownDays.get(cameraId) ?? settings.retentionDays) * dayMs;
      if (oldestMs >= endedBeforeMs) continue;
      freed = plus(freed, await this.#removeAll(() => repository.oldestUnlocked({ cameraId, endedBeforeMs, limit: batch })));
    }
    return freed;
  }

  async #pruneBySize(settings: RecordingSettings): Promise<Freed> {
    const { camerasNow, repository } = this.#options;
    const usage = await repository.usage();
    let freed = nothingFreed;
    for (const { id: cameraId, recording } of camerasNow()) {
      const bytes = usage.find((one) => one.cameraId === cameraId)?.bytes ?? 0;
      if (recording.maxBytes !== null) freed = plus(freed, await this.#shrink(bytes - recording.maxBytes, { cameraId }));
    }
    const all = usage.reduce((sum, { bytes }) => sum + bytes, 0) - freed.bytes;
    return settings.maxBytes === null ? freed : plus(freed, await this.#shrink(all - settings.maxBytes, {}));
  }

  /** Deletes the oldest until `excess` bytes are gone. */
  async #shrink(excess: number, of: { readonly cameraId?: string }): Promise<Freed> {
    let freed = nothingFreed;
    while (freed.bytes < excess) {
      const [victim] = await this.#options.repository.oldestUnlocked({ ...of, limit: 1 });
      if (!victim) break;
      freed = plus(freed, await this.#remove([victim], 'deleted_by_retention'));
    }
    return freed;
  }

  async #removeAll(next: () => Promise<SegmentRecord[]>): Promise<Freed> {
    let freed = nothingFreed;
    for (let victims = await next(); victims.length > 0; victims = await next()) {
      freed = plus(freed, await this.#remove(victims, 'deleted_by_retention'));
    }
    return freed;
  }

  /** The row goes first: a file that stays behind after a crash is found again, a row without a file would be a lie. */
  async #remove(victims: readonly SegmentRecord[], cause: GapCause): Promise<Freed> {
    const { repository, disk } = this.#options;
    await repository.removeAs(victims, cause);
    for (const { path } of victims) await disk.remove(path);
    const bytes = victims.reduce((sum, victim) => sum + victim.bytes, 0);
    return { segments: victims.length, bytes, upToMs: Math.max(...victims.map(({ endMs }) => endMs)) };
  }
}

export const nothingFreed: Freed = { segments: 0, bytes: 0, upToMs: null };

export function plus(a: Freed, b: Freed): Freed {
  const upToMs = a.upToMs === null || b.upToMs === null ? (a.upToMs ?? b.upToMs) : Math.max(a.upToMs, b.upToMs);
  return { segments: a.segments + b.segments, bytes: a.bytes + b.bytes, upToMs };
}

function isJustBelow(disk: RecordingDisk, settings: RecordingSettings, freed: Freed): boolean {
  const hasBegun = freed.segments > 0 && disk.totalBytes > 0;
  return hasBegun && disk.state !== 'unknown' && 1 - disk.freeBytes / disk.totalBytes > settings.freeShare - slackShare;
}
