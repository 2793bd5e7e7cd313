import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingArchive, RecordingSettings } from '../../../../shared/schemas/recording.ts';
import type { FfmpegBinary } from '../../cameras/ffmpeg-binary.ts';
import { dayMs, type NowMs } from '../../clock.ts';
import type { Logger } from '../../logging/logger.ts';
import type { RecordingRepository, SegmentRecord } from '../../store/recording-repository.ts';
import { archiveFolder, scanOriginal, swapIn, writeSmaller } from './archive-file.ts';
import { idleMeter } from './idle-meter.ts';

export interface ArchiverOptions {
  readonly repository: Pick<RecordingRepository, 'toArchive' | 'change' | 'get'>;
  readonly folder: string;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly settings: () => Promise<Pick<RecordingSettings, 'archiveAfterDays'>>;
  readonly log: Pick<Logger, 'warn'>;
  readonly nowMs: NowMs;
  /** Share of the processors that had nothing to do since it was asked last. */
  readonly idleShare?: () => number;
  /** Puts a copy in its original's place. */
  readonly swap?: typeof swapIn;
}

const lookEveryMs = 5_000;
/** With less to spare the cameras need it: one encoder takes one processor, though it lets everything else go first. */
const enoughIdle = 0.35;

/** Encodes old recordings smaller, one at a time, while the processor has nothing better to do. */
export class Archiver {
  readonly #options: Required<ArchiverOptions>;
  readonly #closing = new AbortController();
  /** Those that could not be made smaller in this life, and how they failed. */
  readonly #failed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #status: RecordingArchive = { state: 'off', segments: 0, savedBytes: 0, failed: 0 };

  constructor(options: ArchiverOptions) {
    this.#options = { idleShare: idleMeter(), swap: swapIn, ...options };
  }

  get status(): RecordingArchive {
    return { ...this.#status, failed: this.#failed.size };
  }

  /** Throws away what a life that was ended in the middle left unfinished. */
  async start(): Promise<void> {
    await rm(join(this.#options.folder, archiveFolder), { recursive: true, force: true });
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#closing.abort();
    await this.#working;
  }

  /** Takes on the next recording when there is one and time for it; its timer does the same. Never throws. */
  look(): Promise<void> {
    this.#working ??= this.#look()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'old recordings cannot be archived'))
      .finally(() => {
        this.#working = null;
      });
    return this.#working;
  }

  async #look(): Promise<void> {
    const { settings, idleShare, repository, nowMs } = this.#options;
    const idle = idleShare();
    const { archiveAfterDays } = await settings();
    if (archiveAfterDays === null) return this.#enter('off');
    const due = await repository.toArchive(nowMs() - archiveAfterDays * dayMs, this.#failed.size + 1);
    const next = due.find(({ id }) => !this.#failed.has(id));
    if (!next) return this.#enter('idle');
    if (idle < enoughIdle) return this.#enter('waiting');
    this.#enter('working');
    await this.#archive(next).catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#failed.add(next.id);
      this.#options.log.warn({ err: error, path: next.path }, 'a recording could not be made smaller; it stays as it is');
    });
  }

  #enter(state: RecordingArchive['state']): void {
    this.#status = { ...this.#status, state };
  }

  async #archive(record: SegmentRecord): Promise<void> {
    const { folder, ffmpeg, repository, swap } = this.#options;
    const original = await scanOriginal(folder, record);
    const { codec, width, height } = original;
    // Swapped by a life that ended before its row was changed.
    if (original.archived) return this.#settle(record, { codec, width, height, bytes: original.wholeBytes });
    const { file, shrunk } = await writeSmaller({ folder, ffmpeg, signal: this.#closing.signal }, record, original);
    try {
      if (shrunk.bytes >= record.bytes) return await repository.change(record.id, { tier: 'archive' });
      // Locked or deleted while it was encoded.
      const now = await repository.get(record.id);
      if (!now || now.locked) return;
      await swap(folder, file, record);
      if (await repository.get(record.id)) await this.#settle(record, shrunk);
      else await rm(join(folder, record.path), { force: true });
    } finally {
      await rm(file, { force: true });
    }
  }

  async #settle(record: SegmentRecord, change: Pick<SegmentRecord, 'codec' | 'width' | 'height' | 'bytes'>): Promise<void> {
    await this.#options.repository.change(record.id, { ...change, tier: 'archive' });
    const { segments, savedBytes } = this.#status;
    this.#status = { ...this.#status, segments: segments + 1, savedBytes: savedBytes + Math.max(0, record.bytes - change.bytes) };
  }
}
