import type { CameraState } from '../../../shared/schemas/camera.ts';
import type { NowMs } from '../clock.ts';
import type { FrameHub } from '../live/frame-hub.ts';
import type { PacketHub } from '../packets/packet-hub.ts';
import { BackOff, type BackOffSettings } from './back-off.ts';
import { type AttemptTimings, ConnectionAttempt, type ConnectionFailure } from './connection-attempt.ts';
import type { Frame } from './frame.ts';
import { FrameRate } from './frame-rate.ts';
import type { PictureSize } from './jpeg-header.ts';
import type { SourceRegistry, StreamInfo } from './source.ts';

/** State of the connection; what the analysis does is added by whoever knows. */
export type ConnectionState = Omit<CameraState, 'analysis'>;

export interface SupervisorTimings extends AttemptTimings {
  /** How often stalls are looked for and the frame rate is measured. */
  readonly tickMs: number;
  /** Time of being live after which the next failure starts with short waits again. */
  readonly steadyMs: number;
  readonly backOff: BackOffSettings;
}

/** A stall is noticed within `stallMs` + `tickMs`, that is before 10 s. */
export const defaultSupervisorTimings: SupervisorTimings = {
  tickMs: 1000,
  stallMs: 8500,
  firstFrameMs: 10_000,
  steadyMs: 10_000,
  backOff: { firstMs: 1000, maxMs: 30_000 },
};

export interface SupervisorOptions {
  readonly cameraId: string;
  readonly url: string;
  readonly sources: SourceRegistry;
  readonly hub: FrameHub;
  /** Where the camera's encoded video goes. */
  readonly packets?: PacketHub | undefined;
  readonly now: NowMs;
  readonly timings?: SupervisorTimings;
  /** 0 (inclusive) to 1 (exclusive); spreads the waits. */
  readonly random?: () => number;
  /** Status, cause or size changed: at once; frame rate: when it moved, every other tick at most. */
  readonly onChange?: () => void;
  /** A source, or a listener of the hub, failed in a way that is our bug. */
  readonly onBug?: (error: unknown) => void;
}

/** Changes of the frame rate below this are not worth a message. */
const toldFpsStep = 0.3;

/**
 * Keeps one camera's single upstream connection: connects, notices stalls, reconnects with growing waits, numbers the frames and
 * publishes them. While attempts fail the status stays `offline`, so that `sinceMs` says since when there is no picture;
 * `connecting` is only the time before the first outcome.
 */
export class CameraSupervisor {
  readonly #options: SupervisorOptions;
  readonly #timings: SupervisorTimings;
  readonly #backOff: BackOff;
  readonly #rate = new FrameRate();
  #url: string;
  #state: ConnectionState;
  #info: StreamInfo | null = null;
  #seq = 0;
  #attempt: ConnectionAttempt | null = null;
  #running: { readonly abort: AbortController; readonly done: Promise<void>; readonly timer: NodeJS.Timeout } | null = null;
  #wake: () => void = () => undefined;
  #outcomes: ((failure: ConnectionFailure | null) => void)[] = [];
  #ticks = 0;
  #toldFps = 0;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#url = options.url;
    this.#timings = options.timings ?? defaultSupervisorTimings;
    this.#backOff = new BackOff(this.#timings.backOff, options.random);
    this.#state = disabledSince(options.now());
  }

  get url(): string {
    return this.#url;
  }

  state(): ConnectionState {
    return { ...this.#state };
  }

  /** What the source said about the stream; null before. */
  info(): StreamInfo | null {
    return this.#info;
  }

  start(): void {
    if (this.#running) return;
    this.#enter('connecting', { cause: null, nextAttemptAtMs: null, fps: 0 });
    const abort = new AbortController();
    const timer = setInterval(() => this.#tick(), this.#timings.tickMs);
    this.#running = { abort, timer, done: this.#run(abort.signal) };
  }

  /** Resolves when the connection, its process included, is gone. */
  async stop(): Promise<void> {
    if (!(await this.#disconnect())) return;
    this.#enter('disabled', { cause: null, nextAttemptAtMs: null, fps: 0 });
    this.#tellOutcome({ code: 'ended', message: 'The camera was switched off.' });
  }

  /** Closes the present connection and goes on with another address. */
  async changeAddress(url: string): Promise<void> {
    const wasRunning = await this.#disconnect();
    this.#url = url;
    this.#info = null;
    this.#backOff.reset();
    if (wasRunning) this.start();
  }

  /** Ends a wait between two attempts. */
  retryNow(): void {
    this.#wake();
  }

  /** The next time this camera gets its picture (null) or fails. */
  nextOutcome(): Promise<ConnectionFailure | null> {
    return new Promise((resolve) => this.#outcomes.push(resolve));
  }

  /** @returns false when there was nothing to end. */
  async #disconnect(): Promise<boolean> {
    const running = this.#running;
    if (!running) return false;
    this.#running = null;
    clearInterval(running.timer);
    running.abort.abort();
    this.#attempt?.end();
    this.#wake();
    await running.done;
    return true;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const failure = await this.#connect();
      if (signal.aborted) return;
      const waitMs = failure.code === 'unauthorized' ? this.#backOff.longest() : this.#backOff.next();
      this.#goOffline(failure, waitMs);
      await this.#pause(waitMs);
      if (!signal.aborted) this.#enter('offline', { nextAttemptAtMs: null });
    }
  }

  async #connect(): Promise<ConnectionFailure> {
    const { sources, now, cameraId, onBug } = this.#options;
    const packets = this.#options.packets?.connect(cameraId);
    const attempt = new ConnectionAttempt({
      ...{ url: this.#url, cameraId, sources, now, timings: this.#timings, ...(packets ? { packets } : {}) },
      onPicture: (jpeg, size, capturedAtMs, mediaMs) => this.#publish(jpeg, size, capturedAtMs, mediaMs),
      onInfo: (info) => {
        this.#info = info;
      },
      onBug: (error) => onBug?.(error),
    });
    this.#attempt = attempt;
    return attempt.run().finally(() => {
      packets?.end();
      this.#attempt = null;
    });
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #goOffline(failure: ConnectionFailure, waitMs: number): void {
    const nextAttemptAtMs = this.#options.now() + waitMs;
    this.#enter('offline', { cause: failure, nextAttemptAtMs, fps: 0, reconnects: this.#state.reconnects + 1 });
    this.#tellOutcome(failure);
  }

  #publish(jpeg: Uint8Array, { width, height }: PictureSize, capturedAtMs: number, mediaMs: Frame['mediaMs']): void {
    this.#seq += 1;
    this.#rate.count();
    this.#noteFrame(width, height, capturedAtMs);
    try {
      this.#options.hub.publish({ cameraId: this.#options.cameraId, seq: this.#seq, capturedAtMs, jpeg, mediaMs });
    } catch (error) {
      // Whoever listens must not cost the camera its connection.
      this.#options.onBug?.(error);
    }
  }

  #noteFrame(width: number, height: number, atMs: number): void {
    this.#state.lastFrameAtMs = atMs;
    const isLive = this.#state.status === 'live';
    if (isLive && width === this.#state.width && height === this.#state.height) return;
    if (!isLive) this.#rate.restart(atMs);
    this.#enter('live', { cause: null, nextAttemptAtMs: null, width, height });
    this.#tellOutcome(null);
  }

  #tick(): void {
    this.#ticks += 1;
    const failure = this.#attempt?.checkPatience();
    // Told before the source has let go, which may take it a moment.
    if (failure) this.#enter('offline', { cause: failure, fps: 0 });
    if (this.#state.status === 'live') this.#measure(this.#options.now());
  }

  #measure(nowMs: number): void {
    if (nowMs - this.#state.sinceMs >= this.#timings.steadyMs) this.#backOff.reset();
    this.#state.fps = this.#rate.mark(nowMs);
    if (this.#ticks % 2 === 0 && Math.abs(this.#state.fps - this.#toldFps) >= toldFpsStep) this.#tellChange();
  }

  #enter(status: ConnectionState['status'], change: Partial<ConnectionState>): void {
    const sinceMs = status === this.#state.status ? this.#state.sinceMs : this.#options.now();
    this.#state = { ...this.#state, ...change, status, sinceMs };
    this.#tellChange();
  }

  #tellChange(): void {
    this.#toldFps = this.#state.fps;
    this.#options.onChange?.();
  }

  #tellOutcome(failure: ConnectionFailure | null): void {
    for (const tell of this.#outcomes.splice(0)) tell(failure);
  }
}

function disabledSince(nowMs: number): ConnectionState {
  return {
    ...{ status: 'disabled', sinceMs: nowMs, cause: null, nextAttemptAtMs: null, lastFrameAtMs: null },
    ...{ fps: 0, width: 0, height: 0, reconnects: 0 },
  };
}
