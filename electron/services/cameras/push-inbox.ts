import type { RunSource, SourceContext } from './source.ts';

/** Where frames that devices send arrive: the `push:` source of a camera listens here. Who may send is checked before. */
export class PushInbox {
  readonly #listeners = new Map<string, SourceContext>();
  /** The latest frame of a camera that is about to listen again. */
  readonly #waiting = new Map<string, Uint8Array>();

  /** Serves `push:`; delivers until it is aborted, and never fails: a silent device is the supervisor's to notice. */
  readonly source: RunSource = (context) => {
    const { cameraId, signal } = context;
    if (cameraId === undefined || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => this.#leave(cameraId, context, resolve), { once: true });
      this.#listeners.set(cameraId, context);
      context.onInfo({ codec: 'mjpeg' });
      this.#deliverWaiting(cameraId, context);
    });
  };

  /** @returns false when the camera was not listening; the frame is kept for the moment it does. */
  deliver(cameraId: string, jpeg: Uint8Array): boolean {
    const listener = this.#listeners.get(cameraId);
    if (listener) listener.onFrame(jpeg);
    else this.#waiting.set(cameraId, jpeg);
    return listener !== undefined;
  }

  /** Drops what waits for a camera that is switched off or gone. */
  forget(cameraId: string): void {
    this.#waiting.delete(cameraId);
  }

  #deliverWaiting(cameraId: string, context: SourceContext): void {
    const jpeg = this.#waiting.get(cameraId);
    this.#waiting.delete(cameraId);
    if (jpeg) context.onFrame(jpeg);
  }

  #leave(cameraId: string, context: SourceContext, done: () => void): void {
    if (this.#listeners.get(cameraId) === context) this.#listeners.delete(cameraId);
    done();
  }
}
