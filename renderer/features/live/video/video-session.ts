import type { VideoHeader } from '../../../../shared/contract/live.ts';
import type { Observation } from '../../../../shared/schemas/observation.ts';
import type { VideoScreen } from '../live-hub.ts';
import type { DecodingFailure, DecodingKind, PacketHeader, TrackHeader, VideoDecoding } from './video-decoding.ts';
import type { VideoPlayer } from './video-player.ts';

/**
 * Why the camera's own video is not shown. `no_decoder`: this browser has none here (an http page); `codec`: none for this video;
 * `decoder`: it failed and is tried again; `no_video`: the camera sends pictures only, or is away; `slow`: the video does not arrive in
 * time; `no_boxes`: what is seen cannot be put on its pictures.
 */
export type PicturesReason = 'no_decoder' | 'codec' | 'decoder' | 'no_video' | 'slow' | 'no_boxes';

export type VideoState =
  | { readonly kind: 'off' | 'starting' }
  | { readonly kind: 'playing'; readonly codec: string; readonly width: number; readonly height: number }
  | { readonly kind: 'pictures'; readonly reason: PicturesReason };

export interface VideoSessionOptions {
  readonly cameraId: string;
  /** Ways of decoding this browser has, the best first. */
  readonly kinds: readonly DecodingKind[];
  /** Asks the station for the video; returns a function that ends it. */
  readonly ask: (screen: VideoScreen) => () => void;
  readonly player: VideoPlayer;
  /** Told whenever it changes. */
  readonly onState: (state: VideoState) => void;
  readonly now: () => number;
}

/** Playing, but nothing new on the screen for so long: pictures are asked for meanwhile. */
const silenceMs = 2_000;
const lookEveryMs = 500;
const firstRetryMs = 1_000;
const mostRetryMs = 30_000;
/** What is so of this camera or browser does not change by trying again; but the camera may be set to something else. */
const rareRetryMs = 60_000;
/** Observations in a row that name no picture of the video: more than come at the begin of a connection. */
const mostUnplaced = 25;
/** Having played for so long, the next failure begins with short waits again. */
const steadyMs = 10_000;

/** One camera's video from the station to its player: begins, notices that it stands still, and tries again after failures. */
export class VideoSession {
  readonly #options: VideoSessionOptions;
  #kinds: readonly DecodingKind[];
  #state: VideoState = { kind: 'off' };
  #stopAsking: (() => void) | null = null;
  #decoding: VideoDecoding | null = null;
  #track: TrackHeader | null = null;
  #drawnAtMs = 0;
  #playingSinceMs = 0;
  #unplaced = 0;
  #retryMs = firstRetryMs;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(options: VideoSessionOptions) {
    this.#options = options;
    this.#kinds = options.kinds;
  }

  start(): void {
    this.#looking = setInterval(() => this.#look(), lookEveryMs);
    this.#begin();
  }

  close(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#looking);
    this.#end();
    this.#enter({ kind: 'off' });
  }

  /** The player has put a picture of the video on the screen. */
  drawn(_header: PacketHeader): void {
    const track = this.#track;
    if (!track || !this.#stopAsking) return;
    const nowMs = this.#options.now();
    this.#drawnAtMs = nowMs;
    if (this.#state.kind === 'playing') {
      if (nowMs - this.#playingSinceMs > steadyMs) this.#retryMs = firstRetryMs;
      return;
    }
    this.#playingSinceMs = nowMs;
    this.#enter({ kind: 'playing', codec: track.codec, width: track.width, height: track.height });
  }

  #begin(): void {
    const [kind] = this.#kinds;
    if (!kind) {
      this.#enter({ kind: 'pictures', reason: 'no_decoder' });
      return;
    }
    this.#unplaced = 0;
    this.#enter({ kind: 'starting' });
    this.#stopAsking = this.#options.ask({
      ...{ cameraId: this.#options.cameraId, form: kind.form },
      onVideo: (header, bytes, done) => this.#take(kind, header, bytes, done),
      onObservation: (observation: Observation) => this.#observe(observation),
    });
  }

  #take(kind: DecodingKind, header: VideoHeader, bytes: Uint8Array, done: () => void): void {
    if (header.kind === 'packet') {
      if (this.#decoding) this.#decoding.packet(header, bytes, done);
      else done();
      return;
    }
    done();
    if (header.kind === 'track') this.#decode(kind, header, bytes);
    else this.#pause(header.reason);
  }

  /** A video without boxes would hide what is seen: pictures have them. */
  #observe(observation: Observation): void {
    if (!this.#stopAsking) return;
    this.#unplaced = observation.mediaMs === undefined ? this.#unplaced + 1 : 0;
    if (this.#unplaced > mostUnplaced) this.#fail('no_boxes');
    else this.#options.player.onObservation(observation);
  }

  #decode(kind: DecodingKind, track: TrackHeader, bytes: Uint8Array): void {
    this.#decoding?.close();
    this.#options.player.onTrack();
    this.#track = track;
    if (this.#state.kind !== 'starting') this.#enter({ kind: 'starting' });
    const decoding: VideoDecoding = kind.begin(track, bytes, {
      onPicture: (picture, header) => this.#options.player.onPicture(picture, header),
      // A decoding that was given up for a newer track has no say any more.
      onFailure: (failure) => this.#track === track && this.#fail(failure),
    });
    this.#decoding = decoding;
  }

  #pause(reason: 'none' | 'ended' | 'slow'): void {
    this.#enter({ kind: 'pictures', reason: reason === 'slow' ? 'slow' : 'no_video' });
  }

  #fail(failure: DecodingFailure | 'no_boxes'): void {
    this.#end();
    if (failure === 'codec' && this.#kinds.length > 1) {
      this.#kinds = this.#kinds.slice(1);
      this.#begin();
      return;
    }
    this.#enter({ kind: 'pictures', reason: failure });
    const waitMs = failure === 'decoder' ? this.#retryMs : rareRetryMs;
    if (failure === 'decoder') this.#retryMs = Math.min(mostRetryMs, this.#retryMs * 2);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#kinds = this.#options.kinds;
      this.#begin();
    }, waitMs);
  }

  #look(): void {
    if (this.#state.kind === 'playing' && this.#options.now() - this.#drawnAtMs > silenceMs)
      this.#enter({ kind: 'pictures', reason: 'slow' });
  }

  #end(): void {
    this.#stopAsking?.();
    this.#stopAsking = null;
    this.#decoding?.close();
    this.#decoding = null;
    this.#track = null;
  }

  #enter(state: VideoState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
