import type { ServerResponse } from 'node:http';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { reaches, reachOf } from '../../../shared/domain/reach.ts';

/** Endless answers (live.mjpeg) that are being written: ended when whoever watches may not any longer. */
export class OpenStreams {
  readonly #open = new Set<{ readonly caller: Caller; readonly cameraId: string; readonly response: ServerResponse }>();

  /** Forgotten by itself when the response closes. */
  add(caller: Caller, cameraId: string, response: ServerResponse): void {
    const stream = { caller, cameraId, response };
    this.#open.add(stream);
    response.once('close', () => this.#open.delete(stream));
  }

  get size(): number {
    return this.#open.size;
  }

  /** Who still may comes back. */
  endAll(): void {
    this.#end(() => true);
  }

  endSession(sessionId: string): void {
    this.#end(({ caller }) => caller.sessionId === sessionId);
  }

  /** The user's reach changed: a viewer who still may comes back. */
  endUser(userId: string): void {
    this.#end(({ caller }) => caller.user?.id === userId);
  }

  /** The camera is in another site now. */
  cameraMoved(cameraId: string, siteId: string | null): void {
    this.#end((stream) => stream.cameraId === cameraId && !reaches(reachOf(stream.caller), { cameraId, siteId }));
  }

  #end(isOver: (stream: { readonly caller: Caller; readonly cameraId: string }) => boolean): void {
    for (const stream of [...this.#open]) if (isOver(stream)) stream.response.destroy();
  }
}
