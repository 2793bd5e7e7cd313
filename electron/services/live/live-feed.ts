import type { FrameHeader, Watch } from '../../../shared/contract/live.ts';
import type { Frame } from '../cameras/frame.ts';
import type { FrameHub } from './frame-hub.ts';
import { FramePacer } from './frame-pacer.ts';

/** Resolves when the viewer has drawn the frame, or when it is given up; a rejection counts as given up. */
export type SendFrame = (header: FrameHeader, jpeg: Uint8Array) => Promise<void>;

export interface LiveFeedOptions {
  readonly hub: FrameHub;
  readonly send: SendFrame;
  /** True while frames of this camera come on the hub's analysed channel. */
  isAnalysed(cameraId: string): boolean;
  /** Monotonic milliseconds. */
  readonly monotonicMs?: () => number;
}

export interface LiveFeedStats {
  readonly sent: number;
  /** Frames that were replaced by a newer one or beyond the rate asked for. */
  readonly dropped: number;
}

interface WatchedCamera {
  pacer: FramePacer;
  analysedOnly: boolean;
  /** True from sending a frame to its acknowledgement. */
  busy: boolean;
  /** The newest frame that came meanwhile. */
  pending: Frame | null;
  unsubscribe: () => void;
}

/**
 * Pictures for one viewer. For every camera there is one frame on its way and one waiting, the newest: a slow viewer gets fewer
 * frames, never old ones, holds two frames a camera at most and slows nobody else.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #monotonicMs: () => number;
  readonly #cameras = new Map<string, WatchedCamera>();
  #sent = 0;
  #dropped = 0;
  #closed = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** Replaces what the viewer wants; a camera that is new to it shows its latest picture at once. */
  watch({ cameras }: Watch): void {
    if (this.#closed) return;
    const wanted = new Map(cameras.map((camera) => [camera.cameraId, camera]));
    for (const cameraId of this.#cameras.keys()) if (!wanted.has(cameraId)) this.#leave(cameraId);
    for (const { cameraId, maxFps, analysedOnly } of wanted.values()) {
      const known = this.#cameras.get(cameraId);
      if (known) Object.assign(known, { pacer: new FramePacer(maxFps), analysedOnly });
      else this.#join(cameraId, maxFps, analysedOnly);
    }
  }

  stats(): LiveFeedStats {
    return { sent: this.#sent, dropped: this.#dropped };
  }

  /** Ends every subscription; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    for (const cameraId of [...this.#cameras.keys()]) this.#leave(cameraId);
  }

  #join(cameraId: string, maxFps: number, analysedOnly: boolean): void {
    const { hub, isAnalysed } = this.#options;
    const camera: WatchedCamera = { pacer: new FramePacer(maxFps), analysedOnly, busy: false, pending: null, unsubscribe: () => undefined };
    const stops = [
      hub.onFrame(cameraId, (frame) => {
        if (!camera.analysedOnly || !isAnalysed(cameraId)) this.#offer(camera, frame);
      }),
      hub.onAnalysedFrame(cameraId, (frame) => {
        if (camera.analysedOnly) this.#offer(camera, frame);
      }),
    ];
    camera.unsubscribe = () => {
      for (const stop of stops) stop();
    };
    this.#cameras.set(cameraId, camera);
    const latest = hub.latest(cameraId);
    if (latest) this.#offer(camera, latest);
  }

  #leave(cameraId: string): void {
    const camera = this.#cameras.get(cameraId);
    if (!camera) return;
    camera.unsubscribe();
    camera.pending = null;
    this.#cameras.delete(cameraId);
  }

  #offer(camera: WatchedCamera, frame: Frame): void {
    if (camera.busy) {
      if (camera.pending) this.#dropped += 1;
      camera.pending = frame;
    } else if (camera.pacer.take(this.#monotonicMs())) {
      void this.#deliver(camera, frame);
    } else {
      this.#dropped += 1;
    }
  }

  async #deliver(camera: WatchedCamera, frame: Frame): Promise<void> {
    camera.busy = true;
    this.#sent += 1;
    const { cameraId, seq, capturedAtMs, jpeg } = frame;
    await this.#options.send({ cameraId, seq, capturedAtMs }, jpeg).catch(() => undefined);
    camera.busy = false;
    const { pending } = camera;
    camera.pending = null;
    if (pending && !this.#closed) this.#offer(camera, pending);
  }
}
