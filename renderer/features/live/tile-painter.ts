import { drawTracks, placePicture, type TrackStyle } from './draw-tracks.ts';
import type { Seen } from './player.ts';
import type { VideoPicture } from './video/video-decoding.ts';
import { placeZoomed, wholePicture, type ZoomView } from './zoom/zoom-view.ts';

/** A decoded JPEG, or a picture of a video. */
type Bitmap = ImageBitmap | VideoPicture;

/** One picture and what was seen on it; `seen` is null when nothing is known. */
export interface Painting {
  readonly bitmap: Bitmap;
  readonly seen: Seen | null;
}

/**
 * Owns a tile's canvas and the picture on it. A painting given before the last one was drawn takes its place. Takes over the bitmap.
 */
export class TilePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #shown: Painting | null = null;
  #next: { readonly painting: Painting; readonly drawn: () => void } | null = null;
  #request = 0;
  #view = wholePicture;
  style: TrackStyle;

  constructor(canvas: HTMLCanvasElement, style: TrackStyle) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.style = style;
  }

  /** @param drawn called once: when this painting is on the screen, or when a newer one took its place. */
  present(painting: Painting, drawn: () => void): void {
    this.#dropNext(painting.bitmap);
    this.#next = { painting, drawn };
    this.#request ||= requestAnimationFrame(() => this.#draw());
  }

  /** The same at once, for whoever is called before a screen refresh anyway: it saves waiting for the next one. */
  presentNow(painting: Painting, drawn: () => void): void {
    this.#dropNext(painting.bitmap);
    this.#next = { painting, drawn };
    cancelAnimationFrame(this.#request);
    this.#draw();
  }

  /** Shows this part of the picture, and of those that follow. */
  show(view: ZoomView): void {
    this.#view = view;
    if (this.#shown) this.#paint(this.#shown);
  }

  /** Fits the canvas to its place on the page. @param width CSS pixels. */
  resize(width: number, height: number): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width === w && this.#canvas.height === h) return;
    this.#canvas.width = w;
    this.#canvas.height = h;
    if (this.#shown) this.#paint(this.#shown);
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#dropNext();
    this.#shown?.bitmap.close();
    this.#shown = null;
  }

  #draw(): void {
    this.#request = 0;
    const next = this.#next;
    this.#next = null;
    if (!next) return;
    if (this.#shown?.bitmap !== next.painting.bitmap) this.#shown?.bitmap.close();
    this.#shown = next.painting;
    this.#paint(next.painting);
    next.drawn();
  }

  #paint({ bitmap, seen }: Painting): void {
    const context = this.#context;
    if (!context || this.#canvas.width === 0) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const [width, height] = [this.#canvas.width / ratio, this.#canvas.height / ratio];
    const place = placeZoomed(placePicture(bitmap.width, bitmap.height, width, height), this.#view);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = '#05080b';
    context.fillRect(0, 0, width, height);
    context.drawImage('image' in bitmap ? bitmap.image : bitmap, place.x, place.y, place.width, place.height);
    if (seen) drawTracks(context, seen.tracks, seen, place, this.style, { x: 0, y: 0, width, height });
  }

  /** @param kept is shown again, with boxes that have come since */
  #dropNext(kept?: Bitmap): void {
    const next = this.#next;
    this.#next = null;
    if (!next) return;
    const { bitmap } = next.painting;
    if (bitmap !== this.#shown?.bitmap && bitmap !== kept) bitmap.close();
    next.drawn();
  }
}
