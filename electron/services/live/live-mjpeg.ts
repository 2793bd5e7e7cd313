import type { ServerResponse } from 'node:http';
import type { Frame } from '../cameras/frame.ts';
import type { FrameHub } from './frame-hub.ts';
import { FramePacer } from './frame-pacer.ts';

export interface LiveMjpegOptions {
  readonly hub: FrameHub;
  readonly cameraId: string;
  readonly response: ServerResponse;
  readonly maxFps: number;
  /** Ends the stream: the camera was removed, or the station stops. */
  readonly signal?: AbortSignal;
  /** A viewer that takes nothing for this long is disconnected. */
  readonly stalledMs?: number;
  /** The last picture is repeated after this silence, so that viewers and proxies know the stream is alive. */
  readonly repeatMs?: number;
}

const boundary = 'sentra-frame';

/**
 * Writes a camera's pictures as `multipart/x-mixed-replace` until the viewer leaves. While its socket is full the frames in between
 * are dropped and only the newest is kept: one slow viewer costs one frame of memory and nobody else anything.
 * A part's `X-Captured-At-Ms` tells the age of its picture, also of a repeated one.
 */
export function serveLiveMjpeg(options: LiveMjpegOptions): Promise<void> {
  return new Promise((resolve) => {
    const viewer = new MjpegViewer(options);
    const { response, signal } = options;
    const end = () => response.destroy();
    signal?.addEventListener('abort', end, { once: true });
    response.on('error', end);
    response.once('close', () => {
      signal?.removeEventListener('abort', end);
      viewer.close();
      resolve();
    });
    if (response.destroyed || signal?.aborted) end();
    else viewer.open();
    if (response.closed) resolve();
  });
}

class MjpegViewer {
  readonly #options: LiveMjpegOptions;
  readonly #pacer: FramePacer;
  readonly #stalledMs: number;
  readonly #repeatMs: number;
  #pending: Frame | null = null;
  #last: Frame | null = null;
  #lastWriteMs = 0;
  /** When the socket became full; null while it takes more. */
  #fullSinceMs: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(options: LiveMjpegOptions) {
    this.#options = options;
    this.#pacer = new FramePacer(options.maxFps);
    this.#stalledMs = options.stalledMs ?? 30_000;
    this.#repeatMs = options.repeatMs ?? 5000;
  }

  open(): void {
    const { hub, cameraId, response } = this.#options;
    // No chunked encoding: the boundaries say where a picture ends, and the connection ends with the stream.
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, {
      'Content-Type': `multipart/x-mixed-replace; boundary=${boundary}`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Connection: 'close',
    });
    response.flushHeaders();
    response.on('drain', () => this.#drained());
    this.#unsubscribe = hub.onFrame(cameraId, (frame) => this.#offer(frame));
    this.#timer = setInterval(() => this.#look(), Math.min(1000, this.#repeatMs, this.#stalledMs));
    const latest = hub.latest(cameraId);
    if (latest) this.#offer(latest);
  }

  close(): void {
    this.#unsubscribe();
    if (this.#timer) clearInterval(this.#timer);
    this.#pending = null;
    this.#last = null;
  }

  #offer(frame: Frame): void {
    if (this.#fullSinceMs !== null) this.#pending = frame;
    else if (this.#pacer.take(performance.now())) this.#write(frame);
  }

  #write(frame: Frame): void {
    const { response } = this.#options;
    const { jpeg, capturedAtMs } = frame;
    this.#last = frame;
    this.#lastWriteMs = performance.now();
    response.cork();
    response.write(
      `--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\nX-Captured-At-Ms: ${capturedAtMs}\r\n\r\n`,
    );
    response.write(jpeg);
    const takesMore = response.write('\r\n');
    response.uncork();
    if (!takesMore) this.#fullSinceMs ??= this.#lastWriteMs;
  }

  #drained(): void {
    this.#fullSinceMs = null;
    const frame = this.#pending;
    this.#pending = null;
    if (frame) this.#offer(frame);
  }

  #look(): void {
    const nowMs = performance.now();
    if (this.#fullSinceMs !== null) {
      if (nowMs - this.#fullSinceMs >= this.#stalledMs) this.#options.response.destroy();
      return;
    }
    if (this.#last && nowMs - this.#lastWriteMs >= this.#repeatMs) this.#write(this.#last);
  }
}
