import type { FrameHeader, Watch } from '../../../shared/contract/live.ts';
import type { Frame } from '../cameras/frame.ts';
import type { FrameHub } from './frame-hub.ts';
import { FramePacer } from './frame-pacer.ts';
import type { SmallerPictures } from './smaller-pictures.ts';

/** Resolves when the viewer has drawn the frame, or when it is given up; a rejection counts as given up. */
export type SendFrame = (header: FrameHeader, jpeg: Uint8Array) => Promise<void>;

export interface LiveFeedOptions {
  readonly hub: FrameHub;
  readonly send: SendFrame;
  /** Shared by the viewers of a station. */
  readonly smaller: SmallerPictures;
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
  maxWidth: number | null;
  /** True from sending a frame to its acknowledgement. */
  busy: boolean;
  /** The newest frame that came meanwhile. */
  pending: Frame | null;
  unsubscribe: () => void;
}

/**
 * Pictures for one viewer. For every camera there is one frame on its way and one waiting, the newest: a slow viewer gets fewer
 * frames, never old ones, holds two frames a camera at most and slows nobody else. A viewer with a slow link may ask for few frames
 * under way at a time; then the cameras take turns, the one that has waited longest first.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #monotonicMs: () => number;
  readonly #cameras = new Map<string, WatchedCamera>();
  #framesAtOnce = Number.POSITIVE_INFINITY;
  #underWay = 0;
  #sent = 0;
  #dropped = 0;
  #closed = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** Replaces what the viewer wants; a camera that is new to it shows its latest picture at once. */
  watch({ cameras, framesAtOnce }: Watch): void {
    if (this.#closed) return;
    this.#framesAtOnce = framesAtOnce ?? Number.POSITIVE_INFINITY;
    const wanted = new Map(cameras.map((camera) => [camera.cameraId, camera]));
    for (const cameraId of this.#cameras.keys()) if (!wanted.has(cameraId)) this.#leave(cameraId);
    for (const { cameraId, maxFps, analysedOnly, maxWidth = null } of wanted.values()) {
      const known = this.#cameras.get(cameraId);
      const wish = { pacer: new FramePacer(maxFps), analysedOnly, maxWidth };
      if (known) Object.assign(known, wish);
      else this.#join(cameraId, wish);
    }
    this.#fill();
  }

  stats(): LiveFeedStats {
    return { sent: this.#sent, dropped: this.#dropped };
  }

  /** Ends every subscription; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    for (const cameraId of [...this.#cameras.keys()]) this.#leave(cameraId);
  }

  #join(cameraId: string, wish: Pick<WatchedCamera, 'pacer' | 'analysedOnly' | 'maxWidth'>): void {
    const { hub, isAnalysed } = this.#options;
    const camera: WatchedCamera = { ...wish, busy: false, pending: null, unsubscribe: () => undefined };
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
    if (camera.busy || this.#underWay >= this.#framesAtOnce) {
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
    this.#underWay += 1;
    this.#sent += 1;
    // Behind those that wait: the next turn is somebody else's.
    if (this.#cameras.get(frame.cameraId) === camera) this.#toTheEnd(frame.cameraId, camera);
    await this.#send(camera, frame).catch(() => undefined);
    camera.busy = false;
    this.#underWay -= 1;
    this.#fill();
  }

  async #send({ maxWidth }: WatchedCamera, frame: Frame): Promise<void> {
    const { cameraId, seq, capturedAtMs } = frame;
    const jpeg = maxWidth === null ? frame.jpeg : await this.#options.smaller.of(frame, maxWidth);
    if (!this.#closed) await this.#options.send({ cameraId, seq, capturedAtMs }, jpeg);
  }

  /** Sends what waits, as far as it may be under way. */
  #fill(): void {
    if (this.#closed) return;
    for (const camera of [...this.#cameras.values()]) {
      const { pending } = camera;
      if (!pending || camera.busy || this.#underWay >= this.#framesAtOnce) continue;
      camera.pending = null;
      this.#offer(camera, pending);
    }
  }

  #toTheEnd(cameraId: string, camera: WatchedCamera): void {
    this.#cameras.delete(cameraId);
    this.#cameras.set(cameraId, camera);
  }
}
