import type { Placement } from './draw-tracks.ts';

export interface LabelWish {
  /** The object's box, CSS pixels. */
  readonly box: Placement;
  readonly width: number;
  /** Drawn even when it has to cover another label. */
  readonly important: boolean;
}

/**
 * Finds each label a place on the picture where it covers no other: above its box, below it, or inside at the top. What is not important
 * and finds none is left out, so that a full car park stays readable.
 * @param wishes most important first.
 */
export function placeLabels(wishes: readonly LabelWish[], height: number, picture: Placement): readonly (Placement | null)[] {
  const taken: Placement[] = [];
  return wishes.map(({ box, width, important }) => {
    const x = Math.max(picture.x, Math.min(box.x - 1, picture.x + picture.width - width));
    const candidates = [box.y - height, box.y + box.height, box.y].map((y) => ({ x, y, width, height }));
    const within = candidates.filter(({ y }) => y >= picture.y && y + height <= picture.y + picture.height);
    const free = within.find((candidate) => !taken.some((other) => overlaps(candidate, other)));
    const chosen = free ?? (important ? (within[0] ?? null) : null);
    if (chosen) taken.push(chosen);
    return chosen;
  });
}

function overlaps(a: Placement, b: Placement): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
