import type { Placement } from '../draw-tracks.ts';

/** What part of a picture is shown: its middle in shares of the picture, and how many times larger. */
export interface ZoomView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const wholePicture: ZoomView = { scale: 1, x: 0.5, y: 0.5 };
/** Beyond this even a picture of 4K shows nothing but its pixels. */
export const mostZoom = 12;

/** Where the whole picture lies when this view of it fills `place`. */
export function placeZoomed(place: Placement, { scale, x, y }: ZoomView): Placement {
  const [width, height] = [place.width * scale, place.height * scale];
  return { x: place.x + place.width / 2 - x * width, y: place.y + place.height / 2 - y * height, width, height };
}

/** Zooms by a factor so that what is under a point stays there. @param at shares of the place, 0..1 from the upper left */
export function zoomAt(view: ZoomView, factor: number, at: { readonly x: number; readonly y: number }): ZoomView {
  const scale = Math.min(mostZoom, Math.max(1, view.scale * factor));
  const shift = (share: number) => (share - 0.5) / view.scale - (share - 0.5) / scale;
  return within({ scale, x: view.x + shift(at.x), y: view.y + shift(at.y) });
}

/** Moves the picture. @param by shares of the place */
export function pan(view: ZoomView, by: { readonly x: number; readonly y: number }): ZoomView {
  return within({ scale: view.scale, x: view.x - by.x / view.scale, y: view.y - by.y / view.scale });
}

/** Nothing beyond the edges is shown. */
function within({ scale, x, y }: ZoomView): ZoomView {
  const margin = 0.5 / scale;
  const inside = (middle: number) => Math.min(1 - margin, Math.max(margin, middle));
  return { scale, x: inside(x), y: inside(y) };
}
