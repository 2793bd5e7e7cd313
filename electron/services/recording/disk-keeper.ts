import type { RecordingDisk, RecordingDiskNotice, RecordingFreed, RecordingSettings } from '../../../shared/schemas/recording.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { readDisk } from './disk-watch.ts';
import type { LockBook } from './lock-book.ts';
import { type Freed, nothingFreed, plus, type Retention } from './retention.ts';
import type { SegmentDisk } from './segment-disk.ts';

export interface DiskKeeperOptions {
  readonly retention: Retention;
  readonly disk: SegmentDisk;
  readonly locks: Pick<LockBook, 'settle'>;
  readonly settings: () => Promise<RecordingSettings>;
  /** Of the recordings. */
  readonly folder: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly nowMs: NowMs;
  /** Its state changed, or recordings were deleted to make room. */
  readonly onDisk: (notice: RecordingDiskNotice) => void;
  /** There is space, as far as anybody knows. */
  readonly onRoom: () => void;
}

/** Keeps the disk of the recordings from running over, and knows how it stands. */
export class DiskKeeper {
  readonly #options: DiskKeeperOptions;
  #disk: RecordingDisk = { totalBytes: 0, freeBytes: 0, state: 'unknown' };
  #freed: Freed = nothingFreed;
  #freedAtMs: number | null = null;
  #checking: Promise<void> | null = null;
  #wasFull = false;

  constructor(options: DiskKeeperOptions) {
    this.#options = options;
  }

  /** As it was at the last look. */
  get disk(): RecordingDisk {
    return this.#disk;
  }

  /** What was deleted to make room in this life of the station. */
  get freed(): RecordingFreed {
    return { ...this.#freed, atMs: this.#freedAtMs };
  }

  /**
   * Looks at the disk, deletes what is due, makes room when it is full; a call during another joins it. Never rejects.
   * @param isFull the disk took no more, whatever it says
   */
  check(isFull = false): Promise<void> {
    this.#wasFull ||= isFull;
    this.#checking ??= this.#lookAsNeeded()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'retention failed'))
      .finally(() => {
        this.#checking = null;
      });
    return this.#checking;
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    await this.#checking;
  }

  /** A disk that turns out to be full during a look gets another. */
  async #lookAsNeeded(): Promise<void> {
    do {
      const isFull = this.#wasFull;
      this.#wasFull = false;
      await this.#look(isFull);
    } while (this.#wasFull);
  }

  async #look(isFull: boolean): Promise<void> {
    const { retention, locks, folder, log, nowMs, onRoom } = this.#options;
    const settings = await this.#options.settings();
    // What a lost index has forgotten to keep must not go.
    await locks.settle();
    const pruned = await retention.prune(settings);
    const seen = await readDisk(this.#options.disk, settings);
    const { disk, freed } = await retention.makeRoom(settings, isFull ? { ...seen, state: 'full' } : seen);
    this.#freed = plus(this.#freed, freed);
    if (freed.segments > 0) {
      this.#freedAtMs = nowMs();
      log.warn({ ...freed, folder }, 'the disk is full: the oldest recordings were deleted');
    }
    if (pruned.segments > 0) log.info(pruned, 'recordings past their time were deleted');
    this.#note(disk, freed.segments > 0);
    if (disk.state !== 'full' || freed.segments > 0) onRoom();
  }

  #note(disk: RecordingDisk, hasFreed: boolean): void {
    const hasChanged = disk.state !== this.#disk.state;
    this.#disk = disk;
    if (hasChanged && (disk.state === 'warning' || disk.state === 'full'))
      this.#options.log.warn({ disk }, 'the disk of the recordings is filling up');
    // Room that is made within one look leaves the state as it was; what was lost for it must be told all the same.
    if (hasChanged || hasFreed) this.#options.onDisk({ ...disk, freed: this.freed });
  }
}
