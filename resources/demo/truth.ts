import type { Box } from '../../shared/schemas/primitives.ts';
import type { Figure, Label } from './cast.ts';
import { SAMPLING } from './render/backdrop.ts';
import type { GBuffer, PixelRect } from './render/gbuffer.ts';

/** What is really in a picture. */
export interface TruthObject {
  readonly id: number;
  readonly label: Label;
  /** The part that is seen, `[x, y, w, h]` in pixels of the picture. */
  readonly bbox: Box;
  /** Share of the object's own box (inside the picture) that the seen part's box fills, 0..1. */
  readonly share: number;
  /** Pixels it covers. */
  readonly pixels: number;
}

/** Reads the boxes off the drawn object ids, so they hold exactly what was drawn. `whole` has each id's box as if nothing hid it. */
export function readTruth(
  samples: GBuffer,
  figures: Iterable<Pick<Figure, 'id' | 'label'>>,
  whole: ReadonlyMap<number, PixelRect>,
): TruthObject[] {
  const seen = seenRects(samples);
  const objects: TruthObject[] = [];
  for (const { id, label } of figures) {
    const part = seen.get(id);
    if (!part) continue;
    const { left, top, right, bottom } = part.rect;
    const full = whole.get(id) ?? part.rect;
    objects.push({
      id,
      label,
      bbox: [left / SAMPLING, top / SAMPLING, (right - left) / SAMPLING, (bottom - top) / SAMPLING],
      share: Math.min(1, ((right - left) * (bottom - top)) / Math.max(1, (full.right - full.left) * (full.bottom - full.top))),
      pixels: part.count / (SAMPLING * SAMPLING),
    });
  }
  return objects;
}

function seenRects({ object, width, height }: GBuffer): Map<number, { rect: PixelRect; count: number }> {
  const seen = new Map<number, { rect: PixelRect; count: number }>();
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const id = object[at] as number;
      if (id === 0) continue;
      const known = seen.get(id);
      if (!known) {
        seen.set(id, { rect: { left: x, top: y, right: x + 1, bottom: y + 1 }, count: 1 });
        continue;
      }
      const { rect } = known;
      if (x < rect.left) rect.left = x;
      if (x >= rect.right) rect.right = x + 1;
      rect.bottom = y + 1;
      known.count++;
    }
  }
  return seen;
}
