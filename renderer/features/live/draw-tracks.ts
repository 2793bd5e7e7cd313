import type { Track } from '../../../shared/schemas/observation.ts';
import { placeLabels } from './place-labels.ts';

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
const headerHeightPx = 26;
const labelHeightPx = fontPx + 2 * padPx;

/**
 * Draws boxes and labels.
 * @param source size in pixels of the picture the boxes refer to.
 * @param canvas what can be seen of it: labels stay inside
 */
export function drawTracks(
  context: CanvasRenderingContext2D,
  tracks: readonly Track[],
  source: { readonly width: number; readonly height: number },
  place: Placement,
  style: TrackStyle,
  canvas: Placement = place,
): void {
  const [scaleX, scaleY] = [place.width / source.width, place.height / source.height];
  context.font = `600 ${fontPx}px ui-sans-serif, system-ui, sans-serif`;
  context.textBaseline = 'middle';
  // Those that move lie on top and get their labels first.
  const ordered = [...tracks].sort((a, b) => Number(a.state === 'moving') - Number(b.state === 'moving'));
  const placed = ordered.map((track) => ({ track, box: onCanvas(track.bbox, scaleX, scaleY, place), colour: style[track.state] }));
  for (const { track, box, colour } of placed) drawBox(context, box, track.state, colour);
  const labels = placed.toReversed().map(({ track, box, colour }) => {
    const text = trackLabel(track, style.words, Math.min(place.width, canvas.width) < 560);
    return {
      text,
      colour,
      box,
      width: Math.min(context.measureText(text).width + 2 * padPx, place.width),
      important: track.state === 'moving',
    };
  });
  for (const [index, spot] of placeLabels(labels, labelHeightPx, belowHeader(seenPart(place, canvas))).entries()) {
    const label = labels[index];
    if (spot && label) drawLabel(context, label.text, spot, label.colour);
  }
}

function seenPart(place: Placement, canvas: Placement): Placement {
  const [x, y] = [Math.max(place.x, canvas.x), Math.max(place.y, canvas.y)];
  const [right, bottom] = [
    Math.min(place.x + place.width, canvas.x + canvas.width),
    Math.min(place.y + place.height, canvas.y + canvas.height),
  ];
  return { x, y, width: right - x, height: bottom - y };
}

/** Labels stay clear of the tile's header. */
function belowHeader({ x, y, width, height }: Placement): Placement {
  const top = Math.max(y, headerHeightPx);
  return { x, y: top, width, height: y + height - top };
}

function onCanvas([x, y, w, h]: Track['bbox'], scaleX: number, scaleY: number, place: Placement): Placement {
  return { x: place.x + x * scaleX, y: place.y + y * scaleY, width: w * scaleX, height: h * scaleY };
}

function drawBox(context: CanvasRenderingContext2D, box: Placement, state: Track['state'], colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = state === 'moving' ? 2 : 1.5;
  context.setLineDash(state === 'moving' ? [] : [5, 4]);
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.setLineDash([]);
}

function drawLabel(context: CanvasRenderingContext2D, text: string, { x, y, width, height }: Placement, colour: string): void {
  context.globalAlpha = 0.88;
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  context.fillStyle = '#06090c';
  context.fillText(text, x + padPx, y + height / 2 + 0.5, width - 2 * padPx);
}
