import type { FrameHeader, VideoHeader, Watch } from './live.ts';
import type { EventName } from './events.ts';
import type { MethodName } from './methods.ts';

/** IPC channel names between the desktop window and its main process. */
export const desktopChannels = {
  /** Window → main, answered: (method, input) → `Reply`. */
  call: 'sentra:call',
  /** Main → window: (event name, payload). */
  event: 'sentra:event',
  /** Window → main: (watch). */
  watch: 'sentra:watch',
  /** Main → window: (header, JPEG bytes). */
  frame: 'sentra:frame',
  /** Window → main: (cameraId), the last frame of this camera has been drawn. */
  frameDone: 'sentra:frame-done',
  /** Main → window: (number of the message, header, bytes). */
  video: 'sentra:video',
  /** Window → main: (number), its decoder has taken this message. */
  videoDone: 'sentra:video-done',
} as const;

/** `window.sentra`, put there by the preload; present in the desktop window only. */
export interface DesktopBridge {
  /** Resolves to a `Reply` of the contract, never throws for a refusal by the station. */
  invoke(name: MethodName, input: unknown): Promise<unknown>;
  /** @returns a function that ends the subscription. */
  subscribe(name: EventName, listener: (payload: unknown) => void): () => void;
  readonly live: {
    /** Replaces what this window watches. */
    watch(watch: Watch): void;
    /** `done` asks for the camera's next frame; a window that never calls it gets no more frames of that camera. */
    onFrame(listener: (header: FrameHeader, jpeg: Uint8Array, done: () => void) => void): () => void;
    /** `done` is called when the decoder has taken it; a window that never calls it gets no more video. */
    onVideo(listener: (header: VideoHeader, bytes: Uint8Array, done: () => void) => void): () => void;
  };
}
