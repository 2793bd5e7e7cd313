type MediaSourceClass = typeof MediaSource;
/** iPhones have only the managed kind. */
const mediaSourceClass = (): MediaSourceClass | null =>
  (globalThis as { ManagedMediaSource?: MediaSourceClass }).ManagedMediaSource ??
  (globalThis as { MediaSource?: MediaSourceClass }).MediaSource ??
  null;

/** Half of the time that one media source spans; what lies further away needs a new one. */
const reachMs = 40 * 86_400_000;

/** Bytes to be shown. */
export interface Appended {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mime: string;
  /** Wall clock at time 0 of the bytes. */
  readonly startMs: number;
}

/** The video element of one camera as a stretch of wall-clock time: files one after the other on one scale, so that nothing jumps between them. */
export class MediaBuffer {
  readonly video: HTMLVideoElement;
  #media: MediaSource | null = null;
  #buffer: SourceBuffer | null = null;
  #url = '';
  #mime = '';
  #epochMs = 0;

  constructor(video: HTMLVideoElement) {
    this.video = video;
  }

  static canPlay(mime: string): boolean {
    return mediaSourceClass()?.isTypeSupported(mime) ?? false;
  }

  get isOpen(): boolean {
    return this.#buffer !== null && this.#media?.readyState !== 'closed';
  }

  reaches(atMs: number): boolean {
    return this.isOpen && Math.abs(atMs - this.#epochMs - reachMs) < reachMs * 0.9;
  }

  /** Seconds of the video element. */
  secondsOf(atMs: number): number {
    return (atMs - this.#epochMs) / 1000;
  }
  wallMsOf(seconds: number): number {
    return seconds * 1000 + this.#epochMs;
  }

  /** Begins anew around a time. */
  async open(mime: string, atMs: number): Promise<void> {
    this.close();
    const Source = mediaSourceClass();
    if (!Source) return;
    const media = new Source();
    this.#media = media;
    this.#epochMs = Math.floor(atMs - reachMs);
    const opened = new Promise((resolve) => media.addEventListener('sourceopen', resolve, { once: true }));
    this.#url = URL.createObjectURL(media);
    this.video.disableRemotePlayback = true;
    this.video.src = this.#url;
    await opened;
    if (this.#media !== media) return;
    media.duration = (2 * reachMs) / 1000;
    this.#buffer = media.addSourceBuffer(mime);
    this.#buffer.mode = 'segments';
    this.#mime = mime;
  }

  async append({ bytes, mime, startMs }: Appended): Promise<void> {
    const buffer = this.#buffer;
    if (!buffer) return;
    if (mime !== this.#mime) buffer.changeType(mime);
    this.#mime = mime;
    const offset = this.secondsOf(startMs);
    if (Math.abs(buffer.timestampOffset - offset) > 0.0001) buffer.timestampOffset = offset;
    await this.#update(buffer, () => buffer.appendBuffer(bytes));
  }

  /** Forgets what lies outside; everything without a stretch. */
  async keep(fromMs = Number.POSITIVE_INFINITY, toMs = Number.NEGATIVE_INFINITY): Promise<void> {
    const buffer = this.#buffer;
    if (!buffer) return;
    const [from, to] = [this.secondsOf(fromMs), this.secondsOf(toMs)];
    const ranges = Array.from({ length: buffer.buffered.length }, (_, at) => [buffer.buffered.start(at), buffer.buffered.end(at)] as const);
    for (const [start, end] of ranges) {
      if (start < from - 1) await this.#update(buffer, () => buffer.remove(start, Math.min(end, from)));
      else if (start > to) await this.#update(buffer, () => buffer.remove(start, end));
    }
  }

  /** Until when there is video from this time on without a hole; null = there is none. */
  endOfVideo(atMs: number): number | null {
    const at = this.secondsOf(atMs);
    for (const [start, end] of this.#ranges()) if (start <= at + 0.05 && end > at) return this.wallMsOf(end);
    return null;
  }

  /** True when there is video that begins in this stretch. */
  beginsWithin(fromMs: number, toMs: number): boolean {
    return this.#ranges().some(([start]) => start > this.secondsOf(fromMs) && start < this.secondsOf(toMs));
  }

  close(): void {
    this.#buffer = null;
    this.#media = null;
    if (this.#url === '') return;
    URL.revokeObjectURL(this.#url);
    this.#url = '';
    this.video.removeAttribute('src');
    this.video.load();
  }

  #ranges(): (readonly [number, number])[] {
    const buffered = this.isOpen ? this.#buffer?.buffered : undefined;
    return Array.from({ length: buffered?.length ?? 0 }, (_, at) => [buffered?.start(at) ?? 0, buffered?.end(at) ?? 0] as const);
  }

  #update(buffer: SourceBuffer, start: () => void): Promise<void> {
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
      try {
        start();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }
}
