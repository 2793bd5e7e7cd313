import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Gap,
  RecordingDiskNotice,
  RecordingOverride,
  RecordingRebuild,
  RecordingSettings,
  RecordingState,
  RecordingStatus,
} from '../../../shared/schemas/recording.ts';
import { AppError } from '../../../shared/errors.ts';
import type { FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { CameraRecord } from '../cameras/camera-record.ts';
import type { NowMs } from '../clock.ts';
import type { FrameHub } from '../live/frame-hub.ts';
import type { Logger } from '../logging/logger.ts';
import type { PacketHub } from '../packets/packet-hub.ts';
import type { Store } from '../store/store.ts';
import type { Beside, RecordingLock, SegmentRecord, Stretch } from '../store/recording-repository.ts';
import { CameraRecorder } from './camera-recorder.ts';
import { DiskKeeper } from './disk-keeper.ts';
import { findGaps, onItsWayMs } from './find-gaps.ts';
import { GapBook } from './gap-book.ts';
import { LifeSign } from './life-sign.ts';
import { LockBook } from './lock-book.ts';
import { closeOrphans, type ReconcileOptions, reconcile } from './reconcile.ts';
import { RecordingIndex } from './recording-index.ts';
import { RecordingSettingsStore } from './recording-settings.ts';
import { Retention, type RetentionArchive } from './retention.ts';
import { RetryQueue } from './retry-queue.ts';
import { scheduleReader } from './schedule.ts';
import { quarantineFolder, type SegmentDisk, segmentDisk } from './segment-disk.ts';

/** What the recorder needs of the S3-compatible archive. */
export interface RecordingArchiveSeam extends RetentionArchive {
  /** Path of a local copy of a recording that lies only there. @throws {AppError} `unavailable`, in words. */
  fetch(segment: SegmentRecord): Promise<string>;
  /** Whether that would be quick: it was fetched lately. */
  isKept(segment: SegmentRecord): Promise<boolean>;
}

export interface RecordingServiceOptions {
  readonly store: Pick<Store, 'recordings' | 'settings'>;
  /** Of the recordings, absolute, made and tried by `prepareFolder`. */
  readonly folder: string;
  readonly frames: Pick<FrameHub, 'onFrame'>;
  readonly packets: PacketHub;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly onChanged: (state: RecordingState) => void;
  /** Its state changed, or recordings were deleted to make room. */
  readonly onDisk: (notice: RecordingDiskNotice) => void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly nowMs?: NowMs;
  readonly disk?: SegmentDisk;
  /** The S3-compatible archive; left out = there is none. */
  readonly archive?: RecordingArchiveSeam;
  readonly segmentMs?: number;
  /** IANA name for schedules; left out = the machine's. */
  readonly timeZone?: string;
}

const tickMs = 1_000;
const diskEveryMs = 30_000;
/** Video that ended this close before the last sign of life was still being recorded then. */
const lastVideoMs = 10_000;
const mostSegments = 1_000_000;

/** Records the cameras of the station, keeps the index true to the files, and the disk from running over. */
export class RecordingService {
  readonly #options: RecordingServiceOptions & { readonly nowMs: NowMs; readonly disk: SegmentDisk };
  readonly #index: RecordingIndex;
  readonly #gaps: GapBook;
  readonly #queue: RetryQueue;
  readonly #keeper: DiskKeeper;
  readonly #life: LifeSign;
  readonly #locks: LockBook;
  readonly #settings: RecordingSettingsStore;
  readonly #recorders = new Map<string, CameraRecorder>();
  readonly #records = new Map<string, CameraRecord>();
  readonly #closing = new AbortController();
  readonly #isScheduled: ReturnType<typeof scheduleReader>;
  #inUse: RecordingSettings | null = null;
  #timers: NodeJS.Timeout[] = [];
  #quarantined: string[] = [];
  #aliveMs: number | null = null;
  #rebuilding: Promise<RecordingRebuild> | null = null;

  constructor(given: RecordingServiceOptions) {
    const options = { nowMs: Date.now, disk: segmentDisk(given.folder), ...given };
    this.#options = options;
    const { recordings } = options.store;
    this.#queue = new RetryQueue((error) =>
      options.log.error({ err: error }, 'the index of recordings cannot be written; it is tried again'),
    );
    this.#index = new RecordingIndex({ repository: recordings, queue: this.#queue, nowMs: options.nowMs });
    this.#gaps = new GapBook(recordings, this.#queue);
    this.#life = new LifeSign(options.folder);
    this.#locks = new LockBook({ folder: options.folder, repository: recordings, log: options.log });
    this.#settings = new RecordingSettingsStore(options.store.settings, options.nowMs);
    this.#isScheduled = scheduleReader(options.timeZone);
    const camerasNow = () => [...this.#records.values()];
    const retention = new Retention({
      repository: recordings,
      disk: options.disk,
      nowMs: options.nowMs,
      camerasNow,
      archive: given.archive,
    });
    this.#keeper = new DiskKeeper({
      ...{ retention, disk: options.disk, locks: this.#locks, folder: options.folder, log: options.log, nowMs: options.nowMs },
      ...{ settings: () => this.settings(), onDisk: options.onDisk },
      onRoom: () => {
        for (const recorder of this.#recorders.values()) recorder.unblock();
      },
    });
  }

  /** To be called before cameras are told: settles what the last life left behind. Comparing all files goes on behind it. */
  async start(): Promise<void> {
    const { store, nowMs, folder } = this.#options;
    this.#inUse = await this.#settings.get();
    this.#aliveMs = await this.#life.lastMs();
    await closeOrphans(this.#reconcileOptions());
    await this.#locks.settle().catch((error: unknown) => this.#warn('the locks on recordings cannot be read; nothing is deleted', error));
    for (const { id, fromMs } of await store.recordings.openGaps()) {
      await store.recordings.endGap(id, Math.max(fromMs, this.#aliveMs ?? fromMs));
    }
    await this.#life.give(nowMs()).catch((error: unknown) => this.#warn('the sign of life cannot be written', error));
    this.#quarantined = await readdir(join(folder, quarantineFolder)).catch(() => []);
    this.#timers = [setInterval(() => this.#tick(), tickMs), setInterval(() => void this.checkDisk(), diskEveryMs)];
    void this.checkDisk();
    void this.rebuild().catch((error: unknown) => this.#warn('the recordings could not be compared with their index', error));
  }

  /** Ends every file properly. */
  async close(): Promise<void> {
    const { nowMs } = this.#options;
    this.#closing.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#recorders.values()].map((recorder) => recorder.close(false)));
    await Promise.allSettled([this.#rebuilding, this.#keeper.idle(), this.#locks.close()]);
    await this.#queue.flush();
    if (this.#timers.length > 0)
      await this.#life.give(nowMs()).catch((error: unknown) => this.#warn('the sign of life cannot be written', error));
  }

  /** A camera was loaded, added or changed. */
  setCamera(record: CameraRecord): void {
    this.#setCamera(record).catch((error: unknown) => this.#warn('a camera cannot be recorded', error));
  }

  async #setCamera(record: CameraRecord): Promise<void> {
    const isNew = !this.#records.has(record.id);
    this.#records.set(record.id, record);
    const settings = await this.settings();
    if (!isNew) {
      this.#recorders.get(record.id)?.configure(record, settings);
      return;
    }
    const stoppedFromMs = await this.#stoppedFrom(record);
    const latest = this.#records.get(record.id);
    if (this.#closing.signal.aborted || !latest) return;
    this.#recorders.set(record.id, this.#newRecorder(latest, settings, stoppedFromMs));
  }

  removeCamera(cameraId: string): void {
    const recorder = this.#recorders.get(cameraId);
    this.#recorders.delete(cameraId);
    this.#records.delete(cameraId);
    recorder?.close(true).catch((error: unknown) => this.#warn('a recorder could not be closed', error));
  }

  /** Something happened on a camera: in the mode `event` it is recorded from before to after. Never throws. */
  onIncident(cameraId: string, atMs: number): void {
    this.#recorders.get(cameraId)?.onEvent(atMs);
  }

  /** @param cameraIds null = every camera */
  override(cameraIds: readonly string[] | null, override: RecordingOverride): RecordingState[] {
    const meant = [...this.#recorders].filter(([id]) => cameraIds === null || cameraIds.includes(id));
    for (const [, recorder] of meant) recorder.setOverride(override);
    return meant.map(([, recorder]) => recorder.state);
  }

  /** @see RecordingRepository.within */
  segments(stretch: Stretch, limit: number): Promise<SegmentRecord[]> {
    return this.#index.within(stretch, limit);
  }

  /** One segment; of a file being written what is on the disk now. @returns null for an unknown id. */
  segment(id: string): Promise<SegmentRecord | null> {
    return this.#index.get(id);
  }

  /** The camera's segments beside a time. @see RecordingRepository.beside */
  beside(cameraId: string, atMs: number): Promise<Beside> {
    return this.#index.beside(cameraId, atMs);
  }

  /** The files being written now. */
  openSegments(): SegmentRecord[] {
    return this.#index.openNow();
  }

  /** True while video of this camera is on its way to the disk. */
  isRecording(cameraId: string): boolean {
    return this.#recorders.get(cameraId)?.state.recording ?? false;
  }

  /** Resolves when everything noted so far is in the index. */
  settled(): Promise<void> {
    return this.#queue.flush();
  }

  /** Stretches without video up to now, each with its cause, of cameras that exist or are named. */
  async gaps({ cameraIds, fromMs, toMs }: Stretch): Promise<Gap[]> {
    const asked = cameraIds ?? [...this.#records.keys()];
    const within = { fromMs, toMs: Math.min(toMs, this.#options.nowMs()) };
    await this.#queue.flush();
    const [segments, notes] = await Promise.all([
      this.#index.within({ cameraIds: asked, ...within }, mostSegments),
      this.#options.store.recordings.gapsWithin({ cameraIds: asked, ...within }),
    ]);
    const gaps = asked.flatMap((cameraId) => {
      const video = segments.filter((one) => one.cameraId === cameraId).map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs }));
      // What is in memory and on its way to the disk is no gap.
      const lastMs = video.at(-1)?.toMs ?? 0;
      if (this.isRecording(cameraId) && this.#options.nowMs() - lastMs < onItsWayMs) video.push({ fromMs: lastMs, toMs: within.toMs });
      return findGaps(
        cameraId,
        video,
        notes.filter((note) => note.cameraId === cameraId),
        within,
      );
    });
    return gaps.sort((a, b) => a.fromMs - b.fromMs);
  }

  /** The absolute path of a segment's file here. */
  fileOf(segment: Pick<SegmentRecord, 'path'>): string {
    return join(this.#options.folder, segment.path);
  }

  /** Whether a segment can be read without being fetched from the archive. */
  async isHere(segment: SegmentRecord): Promise<boolean> {
    return segment.tier !== 'remote' || ((await this.#options.archive?.isKept(segment)) ?? false);
  }

  /**
   * The absolute path of a segment's file, fetched first when it lies in the archive.
   * @throws {AppError} `unavailable` when the archive does not give it.
   */
  async readable(segment: SegmentRecord): Promise<string> {
    if (segment.tier !== 'remote') return this.fileOf(segment);
    const { archive } = this.#options;
    if (!archive) throw new AppError('unavailable', 'This recording lies in an archive that this station does not know.');
    return archive.fetch(segment);
  }

  /** Keeps a stretch of video, also what is still to be recorded in it; the same id again moves it. */
  lock(lockId: string, stretch: Stretch & { readonly cameraIds: readonly string[] }): Promise<void> {
    const { cameraIds, fromMs, toMs } = stretch;
    return this.#locks.lock({ id: lockId, cameraIds, fromMs, toMs });
  }

  unlock(lockId: string): Promise<void> {
    return this.#locks.unlock(lockId);
  }

  /** All there are; after the index was lost those that its files brought back too. */
  locks(): Promise<RecordingLock[]> {
    return this.#options.store.recordings.locks();
  }

  /** @param mayShow which cameras the caller may know of */
  async status(mayShow: (cameraId: string) => boolean): Promise<Omit<RecordingStatus, 'archive'>> {
    const usage = (await this.#options.store.recordings.usage()).filter(({ cameraId }) => mayShow(cameraId));
    const cameras = [...this.#recorders]
      .filter(([id]) => mayShow(id))
      .map(([id, recorder]) => {
        const { bytes = 0, oldestMs = null } = usage.find(({ cameraId }) => cameraId === id) ?? {};
        return { ...recorder.state, bytes, oldestMs };
      });
    const oldest = usage.map(({ oldestMs }) => oldestMs);
    return {
      ...{
        folder: this.#options.folder,
        disk: this.#keeper.disk,
        cameras,
        freed: this.#keeper.freed,
        rebuilding: this.#rebuilding !== null,
      },
      bytes: usage.reduce((sum, { bytes }) => sum + bytes, 0),
      oldestMs: oldest.length > 0 ? Math.min(...oldest) : null,
      quarantine: { count: this.#quarantined.length, files: this.#quarantined.slice(-50).reverse() },
    };
  }

  async settings(): Promise<RecordingSettings> {
    this.#inUse ??= await this.#settings.get();
    return this.#inUse;
  }

  /** @throws {AppError} `invalid_input`, `unavailable`. */
  async updateSettings(patch: Partial<RecordingSettings>): Promise<RecordingSettings> {
    const next = { ...(await this.settings()), ...patch };
    await this.#settings.set(next);
    this.#inUse = next;
    for (const [id, recorder] of this.#recorders) {
      const record = this.#records.get(id);
      if (record) recorder.configure(record, next);
    }
    void this.checkDisk();
    return next;
  }

  /** True while the index may not know of every file yet. */
  get isRebuilding(): boolean {
    return this.#rebuilding !== null;
  }

  /** Compares the index with the files; a second call joins the first. */
  rebuild(): Promise<RecordingRebuild> {
    this.#rebuilding ??= this.#locks
      .settle(true)
      .then(() => reconcile(this.#reconcileOptions()))
      .then((result) => {
        const { added, repaired, lost, quarantined } = result;
        if (added + repaired + lost + quarantined > 0) this.#options.log.info(result, 'index of recordings put right');
        return result;
      })
      .finally(() => {
        this.#rebuilding = null;
      });
    return this.#rebuilding;
  }

  /** @see DiskKeeper.check */
  checkDisk(isFull = false): Promise<void> {
    return this.#keeper.check(isFull);
  }

  /** One look of a recorder at its clocks; its timer does the same. */
  tickCamera(cameraId: string): void {
    this.#recorders.get(cameraId)?.tick();
  }

  #tick(): void {
    void this.#life.give(this.#options.nowMs()).catch((error: unknown) => this.#warn('the sign of life cannot be written', error));
    void this.#queue.flush();
    for (const recorder of this.#recorders.values()) recorder.tick();
  }

  /** Since when nothing is recorded because the station did not run; null for a camera that is new. */
  async #stoppedFrom({ id, createdAtMs }: CameraRecord): Promise<number | null> {
    if (this.#aliveMs === null || createdAtMs > this.#aliveMs) return null;
    const endMs = await this.#options.store.recordings.lastEndMs(id);
    const wasRecording = endMs !== null && endMs <= this.#aliveMs + lastVideoMs && endMs > this.#aliveMs - lastVideoMs;
    return Math.min(wasRecording ? endMs : this.#aliveMs, this.#options.nowMs());
  }

  #newRecorder(record: CameraRecord, settings: RecordingSettings, stoppedFromMs: number | null): CameraRecorder {
    const { frames, packets, ffmpeg, disk, nowMs, segmentMs, onChanged, log } = this.#options;
    const parts = { frames, packets, ffmpeg, disk, nowMs, index: this.#index, gaps: this.#gaps, isScheduled: this.#isScheduled };
    const options = {
      ...{ ...parts, onChanged, ...(segmentMs === undefined ? {} : { segmentMs }) },
      onTrouble: (words: string, error?: unknown) => {
        log.error({ cameraId: record.id, ...(error === undefined ? {} : { err: error }) }, words);
        if (words.endsWith('disk_full')) void this.checkDisk(true);
      },
    };
    return new CameraRecorder(options, record, settings, stoppedFromMs);
  }

  #reconcileOptions(): ReconcileOptions {
    const { folder, store, disk, log } = this.#options;
    return {
      ...{ folder, disk, repository: store.recordings, signal: this.#closing.signal },
      isOpen: (path) => this.#index.isOpen(path),
      onQuarantined: (path, reason) => {
        this.#quarantined.push(path.slice(path.indexOf('/') + 1));
        log.warn({ path, reason }, 'a file among the recordings was put aside');
      },
    };
  }

  #warn(words: string, error: unknown): void {
    this.#options.log.warn({ err: error }, words);
  }
}
