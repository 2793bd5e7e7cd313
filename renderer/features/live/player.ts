import type { FrameHeader } from '../../../shared/contract/live.ts';
import type { Observation, Track } from '../../../shared/schemas/observation.ts';

/** Turns frames and observations of one camera into paintings. */
export interface Player {
  onFrame(header: FrameHeader, jpeg: Uint8Array, done: () => void): void;
  onObservation(observation: Observation): void;
  /** Whether an observation is to be expected for analysed frames. */
  setAnalysed(analysed: boolean): void;
  close(): void;
}

export interface PlayerOptions {
  readonly decode: (jpeg: Uint8Array) => Promise<ImageBitmap>;
  readonly present: (painting: { bitmap: ImageBitmap; seen: Seen | null }, drawn: () => void) => void;
  /** A picture of this frame is on the screen. */
  readonly onDrawn: (header: FrameHeader) => void;
}

/** Tracks on one picture; width and height are those of the picture the boxes refer to. */
export interface Seen {
  readonly tracks: readonly Track[];
  readonly width: number;
  readonly height: number;
}
