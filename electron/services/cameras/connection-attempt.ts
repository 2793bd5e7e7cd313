import { AppError } from '../../../shared/errors.ts';
import { type CameraCause, cameraCauseSchema } from '../../../shared/schemas/camera.ts';
import type { NowMs } from '../clock.ts';
import type { PacketSink } from '../packets/packet.ts';
import type { Frame } from './frame.ts';
import type { PictureSize } from './jpeg-header.ts';
import { checkPicture } from './picture-check.ts';
import type { SourceRegistry, StreamInfo } from './source.ts';

/** Why there is no picture: what a camera's state tells as its cause. */
export interface ConnectionFailure {
  readonly code: CameraCause;
  readonly message: string;
}

/** Patience with one connection. */
export interface AttemptTimings {
  /** For the first picture. */
  readonly firstFrameMs: number;
  /** For the next picture, after one came. */
  readonly stallMs: number;
}

export interface AttemptOptions {
  readonly url: string;
  readonly cameraId: string;
  readonly sources: SourceRegistry;
  readonly now: NowMs;
  readonly timings: AttemptTimings;
  /** Told what the source gives beside pictures. */
  readonly packets?: PacketSink;
  /** A picture that may be passed on. */
  onPicture(jpeg: Uint8Array, size: PictureSize, capturedAtMs: number, mediaMs?: Frame['mediaMs']): void;
  onInfo(info: StreamInfo): void;
  /** The source failed in a way that is our bug. */
  onBug(error: unknown): void;
}

/** Wrong pictures from the start of a connection after which it is no camera. */
const maxRefused = 30;

/** One connection of a camera, from connecting to its end: lets only pictures through and says why it ended. */
export class ConnectionAttempt {
  readonly #options: AttemptOptions;
  readonly #abort = new AbortController();
  readonly #startedAtMs: number;
  #lastPictureAtMs: number | null = null;
  #refused = 0;
  #refusedWords: string | null = null;
  #failure: ConnectionFailure | null = null;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#startedAtMs = options.now();
  }

  /** Resolves, never rejects, when sockets and processes are gone. */
  async run(): Promise<ConnectionFailure> {
    const { sources, url, cameraId, onInfo, packets } = this.#options;
    try {
      const onFrame = (jpeg: Uint8Array, mediaMs?: Frame['mediaMs']) => this.#take(jpeg, mediaMs);
      await sources.sourceFor(url)({ url, cameraId, signal: this.#abort.signal, onFrame, onInfo, ...(packets ? { packets } : {}) });
      return this.#failure ?? { code: 'ended', message: 'The stream ended.' };
    } catch (error) {
      return this.#failure ?? this.#failureOf(error);
    } finally {
      this.#abort.abort();
    }
  }

  /** Asks the source to let go; `run` resolves when it did. */
  end(): void {
    this.#abort.abort();
  }

  /**
   * To be called now and then: ends the connection when its patience is used up.
   * @returns the failure, at the one call that found it.
   */
  checkPatience(): ConnectionFailure | null {
    if (this.#abort.signal.aborted) return null;
    const failure = this.#impatience(this.#options.now());
    if (failure) this.#fail(failure);
    return failure;
  }

  #impatience(nowMs: number): ConnectionFailure | null {
    const { firstFrameMs, stallMs } = this.#options.timings;
    if (this.#lastPictureAtMs !== null) {
      const isStalled = nowMs - this.#lastPictureAtMs >= stallMs;
      return isStalled ? { code: 'stalled', message: 'The camera keeps the connection but sends no pictures.' } : null;
    }
    if (nowMs - this.#startedAtMs < firstFrameMs) return null;
    if (this.#refusedWords !== null) return { code: 'no_video', message: this.#refusedWords };
    return { code: 'timeout', message: `No picture came within ${Math.round(firstFrameMs / 1000)} s.` };
  }

  #take(jpeg: Uint8Array, mediaMs: Frame['mediaMs']): void {
    if (this.#abort.signal.aborted) return;
    const checked = checkPicture(jpeg);
    if (!checked.ok) {
      this.#refuse(checked.words);
      return;
    }
    const nowMs = this.#options.now();
    this.#lastPictureAtMs = nowMs;
    this.#options.onPicture(jpeg, checked.size, nowMs, mediaMs);
  }

  #refuse(words: string): void {
    this.#refused += 1;
    this.#refusedWords = words;
    if (this.#lastPictureAtMs === null && this.#refused >= maxRefused) this.#fail({ code: 'no_video', message: words });
  }

  #fail(failure: ConnectionFailure): void {
    this.#failure = failure;
    this.#abort.abort();
  }

  #failureOf(error: unknown): ConnectionFailure {
    if (error instanceof AppError) {
      const cause = cameraCauseSchema.safeParse(error.details?.cause);
      return { code: cause.success ? cause.data : 'internal', message: error.message };
    }
    this.#options.onBug(error);
    return { code: 'internal', message: 'Something went wrong inside the station; its log says more.' };
  }
}
