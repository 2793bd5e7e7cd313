import type { Track as ObservedTrack } from '../../shared/schemas/observation.ts';
import type { Track } from '../tracking/track.ts';

/** A track as consoles see it: whole tenths of a pixel, inside the picture. */
export function observedTrack(track: Track, size: { width: number; height: number }): ObservedTrack {
  const [x, y, width, height] = track.shownBox;
  const left = clamp(x, size.width);
  const top = clamp(y, size.height);
  return {
    id: track.id,
    label: track.label,
    score: Math.round(track.score * 1000) / 1000,
    bbox: [tenth(left), tenth(top), tenth(clamp(x + width, size.width) - left), tenth(clamp(y + height, size.height) - top)],
    state: track.stationary ? 'stationary' : 'moving',
  };
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
