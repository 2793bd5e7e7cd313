import type { Track } from '../../../shared/schemas/observation.ts';

/** Where the picture lies on the canvas, CSS pixels. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Fits a picture into a canvas without distortion. */
export function placePicture(pictureWidth: number, pictureHeight: number, width: number, height: number): Placement {
  const scale = Math.min(width / pictureWidth, height / pictureHeight);
  const [w, h] = [pictureWidth * scale, pictureHeight * scale];
  return { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h };
}

export interface TrackStyle {
  readonly moving: string;
  readonly stationary: string;
  /** Names of the two states in the person's language. */
  readonly words: Readonly<Record<Track['state'], string>>;
}

/** `car 12 · 87 % · moving`; without the state where there is no room, and then the dashed box tells it. */
export function trackLabel({ label, id, score, state }: Track, words: TrackStyle['words'], short: boolean): string {
  const name = `${label} ${id} · ${Math.round(score * 100)}%`;
  return short ? name : `${name} · ${words[state]}`;
}

const fontPx = 11;
const padPx = 3;

/**
 * Draws boxes and labels.
 * @param sourceWidth width in pixels of the picture the boxes refer to.
 */
export function drawTracks(
  context: CanvasRenderingContext2D,
  tracks: readonly Track[],
  source: { readonly width: number; readonly height: number },
  place: Placement,
  style: TrackStyle,
): void {
  const [scaleX, scaleY] = [place.width / source.width, place.height / source.height];
  context.font = `600 ${fontPx}px ui-sans-serif, system-ui, sans-serif`;
  context.textBaseline = 'middle';
  // Those that move lie on top.
  const ordered = [...tracks].sort((a, b) => Number(a.state === 'moving') - Number(b.state === 'moving'));
  for (const track of ordered) {
    const [x, y, w, h] = track.bbox;
    const box = { x: place.x + x * scaleX, y: place.y + y * scaleY, width: w * scaleX, height: h * scaleY };
    const colour = style[track.state];
    context.strokeStyle = colour;
    context.lineWidth = track.state === 'moving' ? 2 : 1.5;
    context.setLineDash(track.state === 'moving' ? [] : [5, 4]);
    context.strokeRect(box.x, box.y, box.width, box.height);
    context.setLineDash([]);
    drawLabel(context, trackLabel(track, style.words, place.width < 560), box, place, colour);
  }
}

function drawLabel(context: CanvasRenderingContext2D, text: string, box: Placement, place: Placement, colour: string): void {
  const width = Math.min(context.measureText(text).width + 2 * padPx, place.width);
  const height = fontPx + 2 * padPx;
  const x = Math.max(place.x, Math.min(box.x - 1, place.x + place.width - width));
  const above = box.y - height;
  const y = above >= place.y ? above : Math.min(box.y, place.y + place.height - height);
  context.globalAlpha = 0.88;
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  context.fillStyle = '#06090c';
  context.fillText(text, x + padPx, y + height / 2 + 0.5, width - 2 * padPx);
}
