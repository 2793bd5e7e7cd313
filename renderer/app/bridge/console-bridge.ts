import type { Bridge } from '../../../shared/contract/client.ts';
import type { FrameHeader, VideoHeader, Watch } from '../../../shared/contract/live.ts';
import type { Input } from '../../../shared/contract/methods.ts';
import type { Credentials, PublicMethod } from './sign-in.ts';

/**
 * `connecting`: no answer yet since the page was opened. `lost`: there was no answer for a few seconds, it is being tried again.
 * `signed_out`: the station answers and wants a sign-in.
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'signed_out';

/** `done` asks for this camera's next frame: called when the picture is drawn or given up. */
export type FrameListener = (header: FrameHeader, jpeg: Uint8Array, done: () => void) => void;

/** `done` is called when the packet is taken; a viewer that never calls it gets no more video. */
export type VideoListener = (header: VideoHeader, bytes: Uint8Array, done: () => void) => void;

export interface LivePictures {
  /** Replaces what this console watches. */
  watch(watch: Watch): void;
  onFrame(listener: FrameListener): () => void;
  onVideo(listener: VideoListener): () => void;
  /**
   * Asks over the connection of the pictures, behind those under way; false = it broke. Absent where there is no link that could be
   * slow.
   */
  readonly probe?: () => Promise<boolean>;
}

/** Everything that differs between the desktop window and a browser. */
export interface ConsoleBridge extends Bridge {
  /** The desktop window needs no sign-in: whoever sits at the station owns it. */
  readonly kind: 'browser' | 'desktop';
  readonly live: LivePictures;
  /** Tells the state at once and whenever it changes. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  /** For pages without a sign-in; the answer is not checked. @throws {AppError} with the station's code. */
  callPublic<M extends PublicMethod>(name: M, input: Input<M>): Promise<unknown>;
  /**
   * @throws {AppError} `unauthenticated` (with `details.needs = 'code'` when the second step is missing or wrong), `rate_limited` or
   * `unavailable`.
   */
  signIn(credentials: Credentials): Promise<void>;
  signOut(): Promise<void>;
  close(): void;
}
