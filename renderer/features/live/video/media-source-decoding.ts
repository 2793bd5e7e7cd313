import type { DecodingKind, DecodingListener, PacketHeader, TrackHeader, VideoDecoding } from './video-decoding.ts';

/** How far behind the newest picture the element plays, seconds: with less it runs dry between two pictures. */
const behindS = 0.06;
/** Further behind than this it jumps. */
const mostBehindS = 0.25;
/** What lies further back is taken out of the buffer, seconds. */
const keptS = 4;
const mostUnderWay = 128;

/**
 * Decoding by a media source and a video element that nobody sees: for pages that are no secure context (http on a LAN), where browsers
 * have no `VideoDecoder`. Its pictures come a little later.
 */
export const mediaSource: DecodingKind = {
  form: 'fragments',
  begin: (track, bytes, listener) => new MediaSourceDecoding(track, bytes, listener),
};

interface Piece {
  readonly bytes: Uint8Array;
  readonly done: () => void;
}

class MediaSourceDecoding implements VideoDecoding {
  readonly #listener: DecodingListener;
  readonly #source = new MediaSource();
  readonly #video = document.createElement('video');
  readonly #url = URL.createObjectURL(this.#source);
  readonly #headers: PacketHeader[] = [];
  #pieces: Piece[] = [];
  #buffer: SourceBuffer | null = null;
  #isOver = false;

  constructor(track: TrackHeader, begin: Uint8Array, listener: DecodingListener) {
    this.#listener = listener;
    this.#pieces.push({ bytes: begin, done: () => undefined });
    this.#source.addEventListener('sourceopen', () => this.#open(`video/mp4; codecs="${track.codec}"`), { once: true });
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.addEventListener('error', () => this.#fail('decoder'));
    this.#video.src = this.#url;
    this.#nextPicture();
  }

  packet(header: PacketHeader, bytes: Uint8Array, done: () => void): void {
    if (this.#isOver) {
      done();
      return;
    }
    this.#headers.push(header);
    if (this.#headers.length > mostUnderWay) this.#headers.shift();
    this.#pieces.push({ bytes, done });
    this.#append();
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const { done } of this.#pieces.splice(0)) done();
    this.#video.removeAttribute('src');
    this.#video.load();
    URL.revokeObjectURL(this.#url);
  }

  #open(type: string): void {
    if (this.#isOver) return;
    if (!MediaSource.isTypeSupported(type)) {
      this.#fail('codec');
      return;
    }
    this.#buffer = this.#source.addSourceBuffer(type);
    this.#buffer.addEventListener('updateend', () => this.#append());
    this.#append();
  }

  #append(): void {
    const buffer = this.#buffer;
    if (this.#isOver || !buffer || buffer.updating) return;
    const [piece] = this.#pieces.splice(0, 1);
    try {
      if (piece) buffer.appendBuffer(piece.bytes.slice());
      else this.#follow(buffer);
    } catch {
      this.#fail('decoder');
    }
    piece?.done();
  }

  /** Keeps close behind the newest picture, and the buffer short. */
  #follow(buffer: SourceBuffer): void {
    const { buffered } = buffer;
    if (buffered.length === 0) return;
    const endS = buffered.end(buffered.length - 1);
    const startS = buffered.start(buffered.length - 1);
    const behind = endS - this.#video.currentTime;
    if (behind > mostBehindS || this.#video.currentTime < startS) this.#video.currentTime = Math.max(startS, endS - behindS);
    // Seeking decodes anew from a key frame; a little faster is enough for a little.
    this.#video.playbackRate = behind > 2 * behindS ? 1.15 : 1;
    if (this.#video.paused) void this.#video.play().catch(() => this.#isOver || this.#fail('decoder'));
    if (buffered.start(0) < endS - 2 * keptS) buffer.remove(0, endS - keptS);
  }

  #nextPicture(): void {
    this.#video.requestVideoFrameCallback((_now, { mediaTime, width, height }) => {
      if (this.#isOver) return;
      this.#take(mediaTime * 1000, width, height);
      this.#nextPicture();
    });
  }

  #take(mediaMs: number, width: number, height: number): void {
    const header = nearest(this.#headers, mediaMs);
    if (!header || width === 0) return;
    // Copied at once: the element shows another picture by the time this one is drawn.
    const copy = new OffscreenCanvas(width, height);
    copy.getContext('2d', { alpha: false })?.drawImage(this.#video, 0, 0, width, height);
    const image = copy.transferToImageBitmap();
    this.#listener.onPicture({ image, width, height, close: () => image.close() }, header);
  }

  #fail(failure: 'codec' | 'decoder'): void {
    if (this.#isOver) return;
    this.close();
    this.#listener.onFailure(failure);
  }
}

/** MP4 counts in whole units: the times differ by less than a millisecond. */
function nearest(headers: readonly PacketHeader[], mediaMs: number): PacketHeader | undefined {
  return headers.findLast((header) => Math.abs(header.mediaMs - mediaMs) < 2);
}
