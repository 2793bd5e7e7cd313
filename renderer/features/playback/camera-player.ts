import type { Segment } from '../../../shared/schemas/recording.ts';
import { isH265, mimeOf, nextPiece, type Pointer, segmentAt } from './fetch-plan.ts';
import { correctionOf } from './play-clock.ts';
import { fetchBytes, type SegmentSource } from './segment-source.ts';

/** `empty`: nothing is recorded at this time. `codec`: the browser cannot play it; `h265` says whether it is H.265. */
export type PlayerState =
  | { readonly kind: 'loading' | 'ready' | 'empty' }
  | { readonly kind: 'codec'; readonly h265: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface CameraPlayerOptions {
  readonly video: HTMLVideoElement;
  readonly source: SegmentSource;
  readonly onState: (state: PlayerState) => void;
}

type MediaSourceClass = typeof MediaSource;
/** iPhones have only the managed kind. */
const mediaSourceClass = (): MediaSourceClass | null =>
  (globalThis as { ManagedMediaSource?: MediaSourceClass }).ManagedMediaSource ??
  (globalThis as { MediaSource?: MediaSourceClass }).MediaSource ??
  null;

/** Half of the time that one media source spans; a seek further away makes a new one. */
const reachMs = 40 * 86_400_000;
const keepBehindMs = 10_000;
const retryMs = 2_000;

/** One camera in one video element: its files one after the other on one time scale, so that nothing jumps between them. */
export class CameraPlayer {
  readonly #options: CameraPlayerOptions;
  #media: MediaSource | null = null;
  #buffer: SourceBuffer | null = null;
  #url = '';
  #mime = '';
  #epochMs = 0;
  #pointer: Pointer | null = null;
  #initOf = '';
  #job: AbortController | null = null;
  #notBeforeMs = 0;
  #state: PlayerState = { kind: 'loading' };
  #closed = false;
  frameMs = 1000 / 15;

  constructor(options: CameraPlayerOptions) {
    this.#options = options;
    this.#watchFrames();
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** True when the clock need not wait for this camera. */
  get isReady(): boolean {
    return this.#state.kind !== 'loading';
  }

  /** Called several times a second: fetches what is needed, keeps the picture in step. */
  tick(positionMs: number, playing: boolean, speed: number): void {
    if (this.#closed) return;
    const aheadMs = 6_000 * Math.max(1, speed);
    void this.#fill(positionMs, aheadMs).catch((error: unknown) => this.#failed(error));
    this.#follow(positionMs, playing, speed);
  }

  /** Somebody jumped: what is under way is for nothing. */
  seek(): void {
    this.#job?.abort();
    this.#pointer = null;
    this.#notBeforeMs = 0;
    if (this.#state.kind !== 'codec') this.#setState({ kind: 'loading' });
  }

  close(): void {
    this.#closed = true;
    this.#job?.abort();
    this.#drop();
  }

  #follow(positionMs: number, playing: boolean, speed: number): void {
    const { video } = this.#options;
    if (this.#state.kind === 'codec' || !this.#buffer) return;
    const at = (positionMs - this.#epochMs) / 1000;
    const isThere = this.#bufferedEndMs(positionMs) !== null;
    if (!isThere) {
      if (!video.paused) video.pause();
      return;
    }
    const { jump, rate } = correctionOf((at - video.currentTime) * 1000, speed);
    if (jump || (!playing && Math.abs(at - video.currentTime) > 0.002)) {
      if (!video.seeking || Math.abs(video.currentTime - at) > 0.5) video.currentTime = at;
    }
    if (video.playbackRate !== rate) video.playbackRate = rate;
    if (playing && video.paused) void video.play().catch(() => undefined);
    if (!playing && !video.paused) video.pause();
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking) this.#setState({ kind: 'ready' });
  }

  async #fill(positionMs: number, aheadMs: number): Promise<void> {
    if (this.#job || this.#buffer?.updating || performance.now() < this.#notBeforeMs) return;
    const endMs = this.#bufferedEndMs(positionMs);
    if (endMs !== null && endMs - positionMs >= aheadMs) return;
    const job = new AbortController();
    this.#job = job;
    await this.#fetchNext(positionMs, endMs, aheadMs, job.signal).finally(() => {
      this.#job = null;
    });
  }

  async #fetchNext(positionMs: number, endMs: number | null, aheadMs: number, signal: AbortSignal): Promise<void> {
    const { source } = this.#options;
    const wantedMs = endMs ?? positionMs;
    const segments = await source.around(wantedMs, positionMs + aheadMs);
    if (signal.aborted) return;
    // A few ms: where one picture ends and the next begins is rounded.
    const segment = segmentAt(segments, wantedMs + 20, positionMs + aheadMs);
    if (!segment) return this.#nothingMore(endMs);
    if (endMs === null && segment.startMs > positionMs + 500) this.#setState({ kind: 'empty' });
    const outline = await source.outline(segment);
    if (signal.aborted || !(await this.#prepare(outline.segment, positionMs))) return;
    const piece = nextPiece(outline, wantedMs, endMs === null ? null : this.#pointer, aheadMs);
    if (!piece) return this.#nothingMore(endMs);
    const isNew = this.#initOf !== segment.id;
    const parts = [
      ...(isNew ? [await fetchBytes(segment.id, 0, outline.initBytes - 1, signal)] : []),
      await fetchBytes(segment.id, piece.from, piece.to, signal),
    ];
    if (signal.aborted) return;
    await this.#makeRoom(positionMs, aheadMs);
    if (isNew && this.#buffer) this.#buffer.timestampOffset = (segment.startMs - this.#epochMs) / 1000;
    if (isNew) this.#initOf = '';
    for (const part of parts) await this.#append(part);
    this.#initOf = segment.id;
    this.#pointer = signal.aborted ? null : piece.next;
  }

  /** The newest picture is shown, or there is none: asked again a little later. */
  #nothingMore(endMs: number | null): void {
    this.#notBeforeMs = performance.now() + 700;
    if (endMs === null) this.#setState({ kind: 'empty' });
  }

  /** @returns false when the browser cannot play it */
  async #prepare({ codec }: Segment, positionMs: number): Promise<boolean> {
    const Source = mediaSourceClass();
    const mime = mimeOf(codec);
    if (!Source?.isTypeSupported(mime)) {
      this.#setState({ kind: 'codec', h265: isH265(codec) });
      this.#notBeforeMs = performance.now() + retryMs;
      return false;
    }
    const isFar = Math.abs(positionMs - this.#epochMs - reachMs) > reachMs * 0.9;
    if (!this.#media || isFar || this.#media.readyState === 'closed') await this.#open(Source, mime, positionMs);
    else if (mime !== this.#mime) this.#buffer?.changeType(mime);
    this.#mime = mime;
    return true;
  }

  async #open(Source: MediaSourceClass, mime: string, positionMs: number): Promise<void> {
    this.#drop();
    const { video } = this.#options;
    const media = new Source();
    this.#media = media;
    this.#epochMs = Math.floor(positionMs - reachMs);
    const opened = new Promise((resolve) => media.addEventListener('sourceopen', resolve, { once: true }));
    this.#url = URL.createObjectURL(media);
    video.disableRemotePlayback = true;
    video.src = this.#url;
    await opened;
    media.duration = (2 * reachMs) / 1000;
    this.#buffer = media.addSourceBuffer(mime);
    this.#buffer.mode = 'segments';
  }

  #drop(): void {
    this.#buffer = null;
    this.#media = null;
    this.#pointer = null;
    this.#initOf = '';
    if (this.#url === '') return;
    URL.revokeObjectURL(this.#url);
    this.#url = '';
    this.#options.video.removeAttribute('src');
    this.#options.video.load();
  }

  async #makeRoom(positionMs: number, aheadMs: number): Promise<void> {
    const buffer = this.#buffer;
    if (!buffer) return;
    const from = (positionMs - keepBehindMs - this.#epochMs) / 1000;
    const to = (positionMs + aheadMs * 3 - this.#epochMs) / 1000;
    const { buffered } = buffer;
    for (let index = buffered.length - 1; index >= 0; index -= 1) {
      const [start, end] = [buffered.start(index), buffered.end(index)];
      if (start < from - 1) await this.#update(() => buffer.remove(start, Math.min(end, from)));
      else if (start > to) await this.#update(() => buffer.remove(start, end));
    }
  }

  #append(bytes: ArrayBuffer): Promise<void> {
    const buffer = this.#buffer;
    return buffer ? this.#update(() => buffer.appendBuffer(bytes)) : Promise.resolve();
  }

  #update(start: () => void): Promise<void> {
    const buffer = this.#buffer;
    if (!buffer) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => {
        buffer.removeEventListener('updateend', onEnd);
        buffer.removeEventListener('error', onError);
        if (error) reject(error);
        else resolve();
      };
      const onEnd = () => done();
      const onError = () => done(new Error('the browser cannot read this recording'));
      buffer.addEventListener('updateend', onEnd);
      buffer.addEventListener('error', onError);
      start();
    });
  }

  /** Until when there is video from this time on without a hole. */
  #bufferedEndMs(positionMs: number): number | null {
    const buffered = this.#buffer?.buffered;
    const at = (positionMs - this.#epochMs) / 1000;
    for (let index = 0; buffered && index < buffered.length; index += 1) {
      if (buffered.start(index) <= at + 0.05 && buffered.end(index) > at) return buffered.end(index) * 1000 + this.#epochMs;
    }
    return null;
  }

  #failed(error: unknown): void {
    if (this.#closed || (error instanceof DOMException && error.name === 'AbortError')) return;
    this.#notBeforeMs = performance.now() + retryMs;
    this.#pointer = null;
    this.#initOf = '';
    if (this.#options.video.error) this.#drop();
    this.#setState({ kind: 'failed', error });
  }

  #setState(state: PlayerState): void {
    const isSame = state.kind === this.#state.kind && state.kind !== 'failed';
    this.#state = state;
    if (!isSame) this.#options.onState(state);
  }

  /** Learns how long a picture lasts, for stepping from one to the next. */
  #watchFrames(): void {
    const { video } = this.#options;
    let last = 0;
    const look = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      const ms = (mediaTime - last) * 1000;
      if (ms > 5 && ms < 1_000 && video.playbackRate <= 1) this.frameMs = ms;
      last = mediaTime;
      if (!this.#closed) video.requestVideoFrameCallback(look);
    };
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(look);
  }
}
