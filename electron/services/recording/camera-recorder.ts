import type { GapCause, RecordingOverride, RecordingSettings, RecordingState } from '../../../shared/schemas/recording.ts';
import type { CameraRecord } from '../cameras/camera-record.ts';
import type { NowMs } from '../clock.ts';
import { CameraFeed, type CameraFeedOptions } from './camera-feed.ts';
import { onItsWayMs } from './find-gaps.ts';
import type { GapBook } from './gap-book.ts';
import type { RecordingIndex } from './recording-index.ts';
import { codeOf, type SegmentDisk } from './segment-disk.ts';
import { SegmentWriter } from './segment-writer.ts';
import { type Wanted, wantedNow } from './wanted-now.ts';

export interface CameraRecorderOptions extends Pick<CameraFeedOptions, 'frames' | 'packets' | 'ffmpeg'> {
  readonly disk: SegmentDisk;
  readonly index: RecordingIndex;
  readonly gaps: GapBook;
  readonly nowMs: NowMs;
  /** See `scheduleReader`. */
  readonly isScheduled: (schedule: readonly string[], atMs: number) => boolean;
  readonly segmentMs?: number;
  onChanged(state: RecordingState): void;
  onTrouble(words: string, error?: unknown): void;
}

/** Time after the station's start in which a camera that shows nothing yet is not called offline: it is being connected. */
const startPatienceMs = 15_000;
/** Without a packet for this long there is no video. */
const silenceMs = onItsWayMs;
/** Time between two attempts on a disk that took nothing. */
const retryMs = 5_000;
/** Kept in memory in front of events, on top of what is asked for: an incident is decided some seconds after it begins. */
const decisionMs = 5_000;

/** Records one camera as its settings, the clock, incidents and people say, and notes why whenever it does not. */
export class CameraRecorder {
  readonly #options: CameraRecorderOptions;
  readonly #feed: CameraFeed;
  readonly #startedAtMs: number;
  #record: CameraRecord;
  #override: RecordingOverride = 'auto';
  #event: { readonly fromMs: number; readonly untilMs: number } | null = null;
  #writer: SegmentWriter | null = null;
  /** Whether the feed is started. */
  #isFed = false;
  #blocked: { readonly cause: GapCause; readonly untilMs: number } | null = null;
  #lastPacketMs = 0;
  #hasHadVideo = false;
  readonly #isPatient: boolean;
  #lastEndMs = 0;
  #state: RecordingState;
  #tail: Promise<void> = Promise.resolve();

  /** @param stoppedFromMs since when there is no video because the station did not run; null = that is not known */
  constructor(options: CameraRecorderOptions, record: CameraRecord, settings: RecordingSettings, stoppedFromMs: number | null) {
    this.#options = options;
    this.#record = record;
    this.#startedAtMs = options.nowMs();
    this.#isPatient = stoppedFromMs !== null;
    const sinceMs = stoppedFromMs ?? this.#startedAtMs;
    this.#state = { cameraId: record.id, recording: false, cause: 'station_stopped', sinceMs, override: 'auto' };
    const { frames, packets, ffmpeg, nowMs, onTrouble } = options;
    this.#feed = new CameraFeed({
      ...{ cameraId: record.id, frames, packets, ffmpeg, nowMs, onTrouble },
      sink: {
        onTrack: (track) => {
          if (this.#writer) this.#writer.setTrack(track);
          else if (!this.#blocked) this.#writer = this.#newWriter(track);
        },
        onPacket: (packet) => {
          this.#lastPacketMs = options.nowMs();
          this.#writer?.push(packet);
        },
        onEnd: () => {
          this.#lastPacketMs = 0;
          void this.#writer?.end();
          this.#tell();
        },
      },
    });
    this.configure(record, settings);
    // A camera that is new was not stopped: it starts with whatever keeps it from being recorded now.
    if (stoppedFromMs === null) this.#state.cause = this.#cause() ?? 'camera_offline';
    options.gaps.set(record.id, this.#state.cause, sinceMs);
  }

  get state(): RecordingState {
    return { ...this.#state, override: this.#override };
  }

  configure(record: CameraRecord, { encoderPreset }: RecordingSettings): void {
    this.#record = record;
    const { mode, beforeS, fps, quality } = record.recording;
    this.#feed.configure(mode === 'event' ? beforeS * 1000 + decisionMs : 0, { fps, quality, preset: encoderPreset });
    this.#evaluate();
  }

  setOverride(override: RecordingOverride): void {
    this.#override = override;
    this.#evaluate();
    this.#options.onChanged(this.state);
  }

  /** Something happened at `atMs`: in the mode `event` it is recorded, from before to after. Further events extend it. */
  onEvent(atMs: number): void {
    const { beforeS, afterS } = this.#record.recording;
    const fromMs = Math.min(atMs - beforeS * 1000, this.#event?.fromMs ?? Number.POSITIVE_INFINITY);
    this.#event = { fromMs, untilMs: Math.max(atMs + afterS * 1000, this.#event?.untilMs ?? 0) };
    this.#evaluate();
  }

  /** There is space again, as far as anybody knows. */
  unblock(): void {
    this.#blocked = null;
    this.#evaluate();
  }

  /** To be called every second. */
  tick(): void {
    const nowMs = this.#options.nowMs();
    this.#feed.tick();
    if (this.#blocked && nowMs >= this.#blocked.untilMs) this.#blocked = null;
    if (this.#event && nowMs >= this.#event.untilMs) this.#event = null;
    this.#evaluate();
    this.#tell();
  }

  /** Writes what there is and lets go of everything. @param isRemoved the camera is gone; otherwise the station closes */
  async close(isRemoved: boolean): Promise<void> {
    await this.#tail;
    await this.#feed.close();
    await this.#writer?.end();
    const { gaps, nowMs } = this.#options;
    if (this.#state.recording) gaps.set(this.#record.id, isRemoved ? 'recording_off' : 'station_stopped', this.#lastEndMs);
    gaps.leave(this.#record.id, nowMs());
  }

  #wanted(): Wanted {
    const { recording, enabled } = this.#record;
    const { nowMs, isScheduled } = this.#options;
    return wantedNow({ recording, enabled, override: this.#override, event: this.#event, nowMs: nowMs(), isScheduled });
  }

  #evaluate(): void {
    this.#tail = this.#tail.then(() => this.#follow()).catch((error: unknown) => this.#options.onTrouble('a recorder failed', error));
  }

  /** Starts or stops the feed as is wanted now. */
  async #follow(): Promise<void> {
    const wanted = this.#wanted();
    const shall = wanted.record && !this.#blocked;
    if (shall === this.#isFed) return;
    this.#isFed = shall;
    if (shall) {
      this.#feed.start(Math.max(wanted.record ? wanted.fromMs : 0, this.#lastEndMs));
    } else {
      await this.#feed.stop();
      await this.#writer?.end();
      this.#writer = null;
    }
    this.#tell();
  }

  #newWriter(track: ConstructorParameters<typeof SegmentWriter>[1]): SegmentWriter {
    const { disk, index, segmentMs } = this.#options;
    const cameraId = this.#record.id;
    const grown = (endMs: number) => {
      this.#lastEndMs = endMs;
    };
    const writer = new SegmentWriter(
      {
        ...{ cameraId, disk, ...(segmentMs === undefined ? {} : { segmentMs }) },
        onOpened: (live) => {
          index.opened(cameraId, live);
          this.#hasHadVideo = true;
          if (live.afterClockStep) this.#noteClockStep(live.startMs);
          grown(live.endMs);
          this.#enter(null, live.startMs);
        },
        onGrown: (live) => {
          index.grown(live);
          grown(live.endMs);
        },
        onClosed: (live) => {
          index.closed(live);
          grown(live.endMs);
        },
        onFailed: (error) => this.#block(writer, error),
      },
      track,
    );
    return writer;
  }

  #block(writer: SegmentWriter, error: unknown): void {
    const cause = ['ENOSPC', 'EDQUOT'].includes(codeOf(error)) ? 'disk_full' : 'write_failed';
    if (this.#state.cause !== cause) this.#options.onTrouble(`recording stopped: ${cause}`, error);
    if (this.#writer === writer) this.#writer = null;
    this.#blocked = { cause, untilMs: this.#options.nowMs() + retryMs };
    this.#tell();
    this.#evaluate();
  }

  /** Why nothing is written now; null = it is. */
  #cause(): GapCause | null {
    const wanted = this.#wanted();
    if (!wanted.record) return wanted.cause;
    if (this.#blocked) return this.#blocked.cause;
    const nowMs = this.#options.nowMs();
    const hasVideo = this.#lastPacketMs > 0 && nowMs - this.#lastPacketMs < silenceMs;
    // Until the first of it is on the disk, whatever was the cause still is.
    if (hasVideo) return this.#state.recording ? null : (this.#state.cause ?? null);
    if (this.#isPatient && !this.#hasHadVideo && nowMs - this.#startedAtMs < startPatienceMs) return 'station_stopped';
    return 'camera_offline';
  }

  #tell(): void {
    const cause = this.#cause();
    if (cause === null || cause === this.#state.cause) return;
    if (!this.#state.recording) this.#enter(cause, this.#options.nowMs());
    else void this.#endStretch(cause);
  }

  /**
   * A stretch of video ends where its file does, not when that was noticed: first everything must be on the disk. On a slow one the
   * camera may be back by then; why there was a gap is noted all the same.
   */
  async #endStretch(cause: GapCause): Promise<void> {
    await this.#writer?.end();
    if (this.#state.recording) this.#enter(cause, this.#lastEndMs);
  }

  /** Nothing was lost; but between the files there are times that never were. */
  #noteClockStep(atMs: number): void {
    if (!this.#state.recording || atMs <= this.#lastEndMs) return;
    this.#options.gaps.set(this.#record.id, 'clock_set', this.#lastEndMs);
    this.#options.gaps.set(this.#record.id, null, atMs);
  }

  #enter(cause: GapCause | null, atMs: number): void {
    if (this.#state.recording === (cause === null) && this.#state.cause === cause) return;
    this.#state = { ...this.#state, recording: cause === null, cause, sinceMs: Math.max(0, atMs) };
    this.#options.gaps.set(this.#record.id, cause, atMs);
    this.#options.onChanged(this.state);
  }
}
