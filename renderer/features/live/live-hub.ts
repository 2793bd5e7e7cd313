import type { FrameHeader, VideoHeader, Watch } from '../../../shared/contract/live.ts';
import type { Observation } from '../../../shared/schemas/observation.ts';
import type { LivePictures } from '../../app/bridge/console-bridge.ts';
import { rations } from './link-gauge.ts';
import { LinkWatch } from './link-watch.ts';

/** Somewhere on the page that shows one camera. */
export interface Screen {
  readonly cameraId: string;
  readonly maxFps: number;
  readonly mode: 'wall' | 'large';
  /** Only frames that were given to the detector, so that boxes fit the picture. */
  readonly analysedOnly: boolean;
  onFrame(header: FrameHeader, jpeg: Uint8Array, done: () => void): void;
  onObservation(observation: Observation): void;
}

/** Somewhere on the page that shows one camera's own video. */
export interface VideoScreen {
  readonly cameraId: string;
  readonly form: NonNullable<Watch['video']>['form'];
  onVideo(header: VideoHeader, bytes: Uint8Array, done: () => void): void;
  onObservation(observation: Observation): void;
}

/** Subscribes to the station's observations; returns a function that ends it. */
export type ObservationSource = (listener: (observation: Observation) => void) => () => void;

/** Keeps the station's list of wanted pictures equal to the screens that can be seen. */
export class LiveHub {
  /** What the link carries; always `full` where the station is in the same app. */
  readonly link: LinkWatch;
  readonly #pictures: LivePictures;
  readonly #screens = new Set<Screen>();
  /** The station gives one camera's video at a time: the latest that asked gets it. */
  readonly #videos = new Set<VideoScreen>();
  readonly #stops: readonly (() => void)[];
  #paused = false;
  #sent = '';
  #queued = false;

  constructor(pictures: LivePictures, observations: ObservationSource) {
    this.#pictures = pictures;
    this.link = new LinkWatch(pictures.probe ?? (() => Promise.resolve(false)));
    const stopFrames = pictures.onFrame((header, jpeg, done) => {
      const screen = this.#screenOf(header.cameraId);
      if (screen) screen.onFrame(header, jpeg, done);
      else done();
    });
    const stopVideo = pictures.onVideo((header, bytes, done) => {
      const screen = this.#video();
      if (screen?.cameraId === header.cameraId) screen.onVideo(header, bytes, done);
      else done();
    });
    const stopObservations = observations((observation) => {
      this.#screenOf(observation.cameraId)?.onObservation(observation);
      for (const screen of this.#videos) if (screen.cameraId === observation.cameraId) screen.onObservation(observation);
    });
    const stopLink = this.link.state.subscribe(() => this.#changed());
    this.#stops = [stopFrames, stopVideo, stopObservations, stopLink];
  }

  /** @returns a function that takes the screen away. */
  show(screen: Screen): () => void {
    this.#screens.add(screen);
    this.#changed();
    return () => {
      this.#screens.delete(screen);
      this.#changed();
    };
  }

  /** @returns a function that takes the screen away. */
  showVideo(screen: VideoScreen): () => void {
    this.#videos.add(screen);
    this.#changed();
    return () => {
      this.#videos.delete(screen);
      this.#changed();
    };
  }

  /** While the page is hidden nobody looks: no picture is asked for. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#changed();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#screens.clear();
    this.#videos.clear();
    this.#changed();
  }

  /** Of two screens with the same camera the later one gets the pictures. */
  #screenOf(cameraId: string): Screen | undefined {
    return [...this.#screens].findLast((screen) => screen.cameraId === cameraId);
  }

  #video(): VideoScreen | undefined {
    return [...this.#videos].at(-1);
  }

  #changed(): void {
    if (this.#queued) return;
    this.#queued = true;
    // A page that swaps sixteen tiles says so once.
    queueMicrotask(() => {
      this.#queued = false;
      this.#tell();
    });
  }

  #tell(): void {
    const { wallWidth, largeWidth, framesAtOnce } = rations[this.link.state.getState().level];
    const byCamera = new Map([...this.#screens].map((screen) => [screen.cameraId, screen]));
    const cameras = [...byCamera.values()].map(({ cameraId, maxFps, mode, analysedOnly }) => {
      const maxWidth = mode === 'large' ? largeWidth : wallWidth;
      return { cameraId, maxFps, analysedOnly, ...(maxWidth === null ? {} : { maxWidth }) };
    });
    const video = this.#paused ? undefined : this.#video();
    const watch: Watch = {
      cameras: this.#paused ? [] : cameras.slice(0, 64),
      ...(framesAtOnce === null ? {} : { framesAtOnce }),
      ...(video ? { video: { cameraId: video.cameraId, form: video.form } } : {}),
    };
    this.link.setActive((watch.cameras.length > 0 || video !== undefined) && this.#pictures.probe !== undefined);
    const text = JSON.stringify(watch);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#pictures.watch(watch);
  }
}
