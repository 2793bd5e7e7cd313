import type { Observation } from '../../../../shared/schemas/observation.ts';
import type { Seen } from '../player.ts';
import { VideoBoxes } from './video-boxes.ts';
import { VideoDelay } from './video-delay.ts';
import type { PacketHeader, VideoPicture } from './video-decoding.ts';

interface Held {
  readonly picture: VideoPicture;
  readonly header: PacketHeader;
}

export interface VideoPlayerOptions {
  /** Puts a picture with its boxes on the screen and takes it over. */
  readonly present: (painting: { bitmap: VideoPicture; seen: Seen | null }, drawn: () => void) => void;
  readonly onDrawn: (header: PacketHeader) => void;
  readonly now: () => number;
  /** Calls back before the next screen refresh; returns a function that cancels. */
  readonly onRefresh: (run: () => void) => () => void;
}

/** Pictures held at most: decoders stop when too many of theirs are out. */
const capacity = 10;
/** Until two pictures have shown how far apart they are: of the quickest cameras. */
const leastSpacingMs = 16;
const stepsKept = 15;

/** Shows the pictures of a video, a little late, each with the boxes that were found on it. */
export class VideoPlayer {
  readonly #options: VideoPlayerOptions;
  readonly #boxes = new VideoBoxes();
  readonly #delay = new VideoDelay();
  #held: Held[] = [];
  /** The picture on the screen while its boxes are still missing. */
  #bare: Held | null = null;
  #newest: PacketHeader | null = null;
  #stepsMs: number[] = [];
  #cancelRefresh: (() => void) | null = null;

  constructor(options: VideoPlayerOptions) {
    this.#options = options;
    this.#loop();
  }

  /** Another connection or format: what is held belongs to the one before. */
  onTrack(): void {
    this.#drop();
    this.#boxes.clear();
    this.#delay.forgetObservations();
    this.#newest = null;
  }

  onPicture(picture: VideoPicture, header: PacketHeader): void {
    this.#measure(header);
    this.#delay.arrived(header.capturedAtMs, this.#options.now());
    this.#held.push({ picture, header });
    if (this.#held.length > capacity) this.#held.shift()?.picture.close();
  }

  onObservation(observation: Observation): void {
    this.#boxes.add(observation);
    const { mediaMs } = observation;
    if (mediaMs === undefined || !this.#newest) return;
    // Pictures are as far apart at the station as by the camera's clock.
    this.#delay.observed(this.#newest.capturedAtMs + mediaMs - this.#newest.mediaMs, this.#options.now());
    if (this.#bare) this.#showLate(this.#bare);
  }

  /** True while boxes come too late for most of the pictures they belong to. */
  get areBoxesLate(): boolean {
    return this.#delay.isTooLate;
  }

  /** Whether an observation is to be expected for analysed pictures. */
  setAnalysed(analysed: boolean): void {
    if (!analysed) this.#delay.forgetObservations();
  }

  close(): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = null;
    this.#drop();
  }

  #measure(header: PacketHeader): void {
    const stepMs = this.#newest ? header.mediaMs - this.#newest.mediaMs : 0;
    if (stepMs > 1) this.#stepsMs = [...this.#stepsMs.slice(-(stepsKept - 1)), stepMs];
    this.#newest = header;
  }

  /** The middle one of late: pictures that were left out must not widen it, or a box would sit on its neighbour. */
  #spacingMs(): number {
    return this.#stepsMs.toSorted((a, b) => a - b)[this.#stepsMs.length >> 1] ?? leastSpacingMs;
  }

  #loop(): void {
    this.#cancelRefresh = this.#options.onRefresh(() => {
      this.#show();
      if (this.#cancelRefresh) this.#loop();
    });
  }

  #show(): void {
    const due = this.#takeDue(this.#delay.dueUntilMs(this.#options.now()));
    if (!due) return;
    const seen = this.#boxes.at(due.header.mediaMs, this.#spacingMs());
    this.#bare = seen ? null : due;
    this.#options.present({ bitmap: due.picture, seen }, () => this.#options.onDrawn(due.header));
  }

  /** The boxes of the very picture that is still on the screen. */
  #showLate(bare: Held): void {
    const seen = this.#boxes.at(bare.header.mediaMs, this.#spacingMs());
    if (!seen) return;
    this.#bare = null;
    this.#options.present({ bitmap: bare.picture, seen }, () => undefined);
  }

  /** The newest picture whose time has come; older ones are discarded. */
  #takeDue(untilMs: number): Held | null {
    let newest: Held | null = null;
    while (this.#held[0] && this.#held[0].header.capturedAtMs <= untilMs) {
      newest?.picture.close();
      newest = this.#held.shift() ?? null;
    }
    return newest;
  }

  #drop(): void {
    for (const { picture } of this.#held.splice(0)) picture.close();
    this.#bare = null;
  }
}
