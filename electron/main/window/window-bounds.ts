import type { Rectangle } from '../desktop-settings.ts';

export const minimumSize = { width: 390, height: 480 } as const;
export const defaultSize = { width: 1440, height: 900 } as const;

/** Least part of the window, in each direction, that must lie on a screen for the window to be reachable. */
const reachablePx = 120;

/**
 * Where to open the window: where it was, when that is still on a screen; otherwise in the middle of the first one, made to fit.
 * @param saved bounds of the last run in screen points, or null.
 * @param workAreas usable part of every screen connected now; the first is the primary one.
 */
export function windowBounds(saved: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  if (saved) {
    const area = workAreas.find((candidate) => overlapPx(saved, candidate) >= reachablePx);
    if (area) return within(saved, area);
  }
  const primary = workAreas[0] ?? { x: 0, y: 0, ...defaultSize };
  const width = Math.min(defaultSize.width, primary.width);
  const height = Math.min(defaultSize.height, primary.height);
  return {
    x: primary.x + Math.floor((primary.width - width) / 2),
    y: primary.y + Math.floor((primary.height - height) / 2),
    width,
    height,
  };
}

/** Smaller side of the common part. */
function overlapPx(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.min(width, height);
}

/** Keeps the title bar on the screen and the size between the least usable one and the screen's. */
function within(saved: Rectangle, area: Rectangle): Rectangle {
  const width = Math.min(Math.max(saved.width, minimumSize.width), area.width);
  const height = Math.min(Math.max(saved.height, minimumSize.height), area.height);
  return { x: saved.x, y: Math.min(Math.max(saved.y, area.y), area.y + area.height - reachablePx), width, height };
}
