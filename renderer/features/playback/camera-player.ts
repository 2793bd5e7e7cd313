import type { VideoPiece } from '../../../shared/schemas/recording.ts';
import { MediaBuffer } from './media-buffer.ts';
import type { FetchedPiece, PieceSource } from './piece-source.ts';
import { correctionOf } from './play-clock.ts';

/** `empty`: nothing is recorded at this time. `codec`: the browser cannot play it; `h265` says whether it is H.265. */
export type PlayerState =
  | { readonly kind: 'loading' | 'ready' | 'empty' }
  | { readonly kind: 'codec'; readonly h265: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface CameraPlayerOptions {
  readonly video: HTMLVideoElement;
  readonly source: PieceSource;
  readonly onState: (state: PlayerState) => void;
}

/** What all cameras do now. */
export interface Pace {
  readonly positionMs: number;
  readonly playing: boolean;
  /** It plays, but waits for pictures. */
  readonly held: boolean;
  readonly speed: number;
  /** Key frames only, at least this far apart; 0 = every picture. */
  readonly everyMs: number;
}

const keepBehindMs = 10_000;
const retryMs = 2_000;
const codecRetryMs = 10_000;
/** Enough to show the picture that was jumped to. */
const firstMs = 200;

/** MIME type for a media source. */
const mimeOf = (codec: string): string => `video/mp4; codecs="${codec}"`;
/** True for what only some browsers play. */
const isH265 = (codec: string): boolean => /^(hvc1|hev1)/.test(codec);

/** One camera in one video element, in step with the clock of the page. */
export class CameraPlayer {
  readonly #options: CameraPlayerOptions;
  readonly #buffer: MediaBuffer;
  #pace: Pace = { positionMs: 0, playing: false, held: false, speed: 1, everyMs: 0 };
  /** Where what was appended last goes on. */
  #last: VideoPiece | null = null;
  #job: AbortController | null = null;
  /** Appending is never done twice at a time. */
  #tail: Promise<void> = Promise.resolve();
  #notBeforeMs = 0;
  #mustEmpty = false;
  #state: PlayerState = { kind: 'loading' };
  #closed = false;
  #jumps = 0;
  /** Usual time from one picture to the next. */
  frameMs = 1000 / 15;
  /** Of the picture on the screen; null before the first. */
  shownMs: number | null = null;

  constructor(options: CameraPlayerOptions) {
    this.#options = options;
    this.#buffer = new MediaBuffer(options.video);
    options.video.addEventListener('seeked', this.#onSeeked);
    this.#watchFrames();
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** True when the clock need not wait for this camera. */
  get isReady(): boolean {
    return this.#state.kind !== 'loading';
  }

  /** True while the picture of a jump is awaited. */
  get isSeeking(): boolean {
    return this.#options.video.seeking || !this.isReady;
  }

  /** How far the picture on the screen is behind the clock; 0 where there is no picture to wait for. */
  get lagMs(): number {
    const { positionMs } = this.#pace;
    const isShowing = this.#state.kind === 'ready' && this.shownMs !== null && this.#buffer.endOfVideo(positionMs) !== null;
    return isShowing && !this.isSeeking ? Math.max(0, positionMs - (this.shownMs ?? positionMs)) : 0;
  }

  /** How often the picture had to be jumped to because it could not be caught up with, since the last jump of the clock. */
  get jumps(): number {
    return this.#jumps;
  }

  /** Called several times a second: fetches what is needed, keeps the picture in step. */
  tick(pace: Pace): void {
    if (this.#closed) return;
    const isOther = pace.everyMs !== this.#pace.everyMs;
    this.#pace = pace;
    if (isOther) this.#restart(true);
    // The clock waits until what is shown now is replaced.
    if (isOther && this.#state.kind === 'ready') this.#setState({ kind: 'loading' });
    this.#fill();
    this.#follow();
  }

  /** Somebody jumped: what is under way is for nothing. */
  seek(pace: Pace): void {
    const isOther = pace.everyMs !== this.#pace.everyMs;
    this.#pace = pace;
    this.#jumps = 0;
    this.#restart(isOther);
    if (this.#state.kind !== 'codec') this.#setState({ kind: 'loading' });
    // The decoder is emptied while the video is on its way.
    if (this.#buffer.reaches(pace.positionMs)) this.#options.video.currentTime = this.#buffer.secondsOf(pace.positionMs);
    this.#fill();
  }

  close(): void {
    this.#closed = true;
    this.#job?.abort();
    this.#options.video.removeEventListener('seeked', this.#onSeeked);
    this.#buffer.close();
  }

  readonly #onSeeked = () => {
    this.#follow();
    this.#fill();
  };

  #restart(isOtherKind: boolean): void {
    this.#job?.abort();
    this.#job = null;
    this.#last = null;
    this.#notBeforeMs = 0;
    this.#mustEmpty ||= isOtherKind;
  }

  #follow(): void {
    const { video } = this.#options;
    const { positionMs, speed, held } = this.#pace;
    const playing = this.#pace.playing && !held;
    if (this.#closed || this.#state.kind === 'codec' || !this.#buffer.isOpen) return;
    const at = this.#buffer.secondsOf(positionMs);
    if (this.#mustEmpty || this.#buffer.endOfVideo(positionMs) === null) {
      if (!video.paused) video.pause();
      return;
    }
    const { jump, rate } = correctionOf((at - video.currentTime) * 1000, speed);
    if (jump || (!this.#pace.playing && Math.abs(at - video.currentTime) > 0.002)) {
      if (jump && playing && !video.seeking) this.#jumps += 1;
      if (!video.seeking || Math.abs(video.currentTime - at) > 0.5) video.currentTime = at;
    }
    if (video.playbackRate !== rate) video.playbackRate = rate;
    if (playing && video.paused) void video.play().catch(() => undefined);
    if (!playing && !video.paused) video.pause();
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking) this.#setState({ kind: 'ready' });
  }

  get #aheadMs(): number {
    return 6_000 * Math.max(1, this.#pace.speed);
  }

  #fill(): void {
    if (this.#closed || this.#job || performance.now() < this.#notBeforeMs) return;
    const { positionMs } = this.#pace;
    const endMs = this.#mustEmpty ? null : this.#buffer.endOfVideo(positionMs);
    if (endMs !== null && endMs - positionMs >= this.#aheadMs) return;
    // First the picture that was jumped to; the rest would only take processor and line away from it, and from other cameras.
    if (endMs !== null && this.#state.kind === 'loading' && this.#options.video.seeking) return;
    if (endMs === null && this.#state.kind === 'empty' && this.#buffer.beginsWithin(positionMs, positionMs + this.#aheadMs)) return;
    const job = new AbortController();
    this.#job = job;
    this.#fetchNext(endMs, job.signal)
      .catch((error: unknown) => this.#failed(error, job.signal))
      .finally(() => {
        if (this.#job !== job) return;
        this.#job = null;
        this.#fill();
      });
  }

  async #fetchNext(endMs: number | null, signal: AbortSignal): Promise<void> {
    const { positionMs, everyMs, playing, speed } = this.#pace;
    // At high speed, and of key frames alone, little would be over before it is here.
    const isJump = endMs === null && this.#state.kind !== 'empty' && everyMs === 0 && (!playing || speed <= 1);
    const last = endMs === null ? null : this.#last;
    const question = { atMs: endMs ?? positionMs, lengthMs: isJump ? firstMs : this.#aheadMs, everyMs, after: last?.next ?? null };
    const found = await this.#options.source(question, signal);
    if (signal.aborted) return;
    if (!found) return this.#nothingMore(endMs);
    await this.#alone(() => this.#show(found, endMs, last, signal));
  }

  async #show({ piece, bytes }: FetchedPiece, endMs: number | null, last: VideoPiece | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { positionMs } = this.#pace;
    const mime = mimeOf(piece.codec);
    if (!MediaBuffer.canPlay(mime)) return this.#cannotPlay(piece.codec);
    if (!this.#buffer.reaches(positionMs)) await this.#buffer.open(mime, positionMs);
    const wasOtherKind = this.#mustEmpty;
    if (wasOtherKind) await this.#buffer.keep();
    if (signal.aborted) return;
    this.#mustEmpty = false;
    // With the head before them pictures that need an earlier one would be dropped.
    const follows = last !== null && last.segmentId === piece.segmentId && last.headBytes === piece.headBytes && piece.fromMs >= last.toMs;
    const isLate = endMs === null && piece.fromMs > positionMs + 500;
    await this.#buffer.append({ bytes: follows ? bytes.subarray(piece.headBytes) : bytes, mime, startMs: piece.startMs });
    if (signal.aborted) return;
    this.#last = piece;
    if (piece.frameMs > 0) this.frameMs = piece.frameMs;
    if (isLate) this.#setState({ kind: 'empty' });
    // What was removed under the picture is decoded again only when it is jumped to.
    if (wasOtherKind) this.#options.video.currentTime = this.#buffer.secondsOf(this.#pace.positionMs);
    this.#follow();
    // Pieces that bring nothing new must not be asked for without end.
    if (endMs !== null && this.#buffer.endOfVideo(positionMs) === endMs) this.#nothingMore(endMs);
    await this.#buffer.keep(positionMs - keepBehindMs, positionMs + this.#aheadMs * 3);
  }

  #cannotPlay(codec: string): void {
    this.#setState({ kind: 'codec', h265: isH265(codec) });
    this.#notBeforeMs = performance.now() + codecRetryMs;
  }

  /** The newest picture is shown, or there is none: asked again a little later. */
  #nothingMore(endMs: number | null): void {
    this.#notBeforeMs = performance.now() + 700;
    if (endMs === null) this.#setState({ kind: 'empty' });
  }

  #alone(task: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(task);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  #failed(error: unknown, signal: AbortSignal): void {
    if (this.#closed || signal.aborted) return;
    this.#notBeforeMs = performance.now() + retryMs;
    this.#last = null;
    if (this.#options.video.error) this.#buffer.close();
    this.#setState({ kind: 'failed', error });
  }

  #setState(state: PlayerState): void {
    const isSame = state.kind === this.#state.kind && state.kind !== 'failed';
    this.#state = state;
    if (!isSame) this.#options.onState(state);
  }

  #watchFrames(): void {
    const { video } = this.#options;
    const look = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      this.shownMs = this.#buffer.wallMsOf(mediaTime);
      video.dataset.shownMs = String(Math.round(this.shownMs));
      if (!this.#closed) video.requestVideoFrameCallback(look);
    };
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(look);
  }
}
