import type { ModelInput } from '../../shared/schemas/model.ts';
import type { Box } from '../../shared/schemas/primitives.ts';

/** Where the picture lies inside the network's input, pixels of the input. */
export interface Letterbox {
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Fits a picture into the network's input with its proportions kept. */
export function letterbox(sourceWidth: number, sourceHeight: number, input: ModelInput): Letterbox {
  const scale = Math.min(input.width / sourceWidth, input.height / sourceHeight);
  const width = Math.max(1, Math.min(input.width, Math.round(sourceWidth * scale)));
  const height = Math.max(1, Math.min(input.height, Math.round(sourceHeight * scale)));
  const centred = input.letterbox === 'centre';
  return {
    sourceWidth,
    sourceHeight,
    left: centred ? Math.floor((input.width - width) / 2) : 0,
    top: centred ? Math.floor((input.height - height) / 2) : 0,
    width,
    height,
  };
}

/**
 * Edges in input pixels as a box in source pixels, cut at the picture's border.
 * @returns null when nothing of it lies inside the picture.
 */
export function toSourceBox(place: Letterbox, left: number, top: number, right: number, bottom: number): Box | null {
  const scaleX = place.sourceWidth / place.width;
  const scaleY = place.sourceHeight / place.height;
  const x = clamp((left - place.left) * scaleX, place.sourceWidth);
  const y = clamp((top - place.top) * scaleY, place.sourceHeight);
  const width = clamp((right - place.left) * scaleX, place.sourceWidth) - x;
  const height = clamp((bottom - place.top) * scaleY, place.sourceHeight) - y;
  return width > 0 && height > 0 ? [x, y, width, height] : null;
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
