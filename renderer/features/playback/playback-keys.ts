import type { KeyPress } from '../../app/shell/shortcut.ts';

export type PlaybackKey =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'farBack'
  | 'farForward'
  | 'stepBack'
  | 'stepForward'
  | 'slower'
  | 'faster'
  | 'markBegin'
  | 'markEnd'
  | 'previousIncident'
  | 'nextIncident'
  | 'zoomIn'
  | 'zoomOut';

/** Keys of the page, by what they mean; signs by their place on the keyboard, for Cyrillic layouts. */
export function playbackKey({ key, code, ctrlKey, altKey, metaKey }: KeyPress): PlaybackKey | null {
  if (ctrlKey || altKey || metaKey) return null;
  if (key === ' ') return 'toggle';
  if (key === 'ArrowLeft') return 'back';
  if (key === 'ArrowRight') return 'forward';
  if (key === 'ArrowUp') return 'faster';
  if (key === 'ArrowDown') return 'slower';
  if (key === '+' || key === '=') return 'zoomIn';
  if (key === '-') return 'zoomOut';
  if (code === 'KeyJ') return 'farBack';
  if (code === 'KeyK') return 'toggle';
  if (code === 'KeyL') return 'farForward';
  if (code === 'KeyB') return 'markBegin';
  if (code === 'KeyE') return 'markEnd';
  if (code === 'Comma') return 'stepBack';
  if (code === 'Period') return 'stepForward';
  if (code === 'BracketLeft') return 'previousIncident';
  if (code === 'BracketRight') return 'nextIncident';
  return null;
}
