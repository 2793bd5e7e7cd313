import type { Bridge } from '../../../shared/contract/client.ts';
import type { FrameHeader, Watch } from '../../../shared/contract/live.ts';

/**
 * `connecting`: no answer yet since the page was opened. `lost`: there was no answer for a few seconds, it is being tried again.
 * `signed_out`: the station answers and wants a sign-in.
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'signed_out';

/** `done` asks for this camera's next frame: called when the picture is drawn or given up. */
export type FrameListener = (header: FrameHeader, jpeg: Uint8Array, done: () => void) => void;

export interface LivePictures {
  /** Replaces what this console watches. */
  watch(watch: Watch): void;
  onFrame(listener: FrameListener): () => void;
}

/** Everything that differs between the desktop window and a browser. */
export interface ConsoleBridge extends Bridge {
  /** The desktop window needs no sign-in: whoever sits at the station owns it. */
  readonly kind: 'browser' | 'desktop';
  readonly live: LivePictures;
  /** Tells the state at once and whenever it changes. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  /** @throws {AppError} `unauthenticated`, `rate_limited` or `unavailable`. */
  signIn(username: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  close(): void;
}
