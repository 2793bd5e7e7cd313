import type { Page } from '../router/route.ts';

export type Shortcut =
  | { readonly kind: 'camera'; readonly number: number }
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'back' | 'help' | 'acknowledge' | 'resolve' | 'falseAlarm' | 'mute' };

/** What is needed of a keyboard event. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const byCode: Readonly<Record<string, Shortcut>> = {
  KeyA: { kind: 'acknowledge' },
  KeyR: { kind: 'resolve' },
  KeyF: { kind: 'falseAlarm' },
  KeyM: { kind: 'mute' },
  KeyG: { kind: 'page', page: 'live' },
  KeyI: { kind: 'page', page: 'incidents' },
  KeyC: { kind: 'page', page: 'cameras' },
  KeyS: { kind: 'page', page: 'settings' },
};

/** Letters go by their place on the keyboard, so that they work in a Cyrillic layout too. */
export function shortcutOf({ key, code, ctrlKey, altKey, metaKey }: KeyPress): Shortcut | null {
  if (ctrlKey || altKey || metaKey) return null;
  if (key === 'Escape') return { kind: 'back' };
  if (key === '?' || key === 'F1') return { kind: 'help' };
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  if (digit) return { kind: 'camera', number: Number(digit) };
  return byCode[code] ?? null;
}

/** Each key with the name of what it does, for the help page. */
export const shortcutHelp = [
  ['1–9', 'camera'],
  ['Esc', 'back'],
  ['+ − 0', 'zoom'],
  ['A', 'acknowledge'],
  ['R', 'resolve'],
  ['F', 'falseAlarm'],
  ['M', 'mute'],
  ['G', 'live'],
  ['I', 'incidents'],
  ['C', 'cameras'],
  ['S', 'settings'],
  ['?', 'help'],
] as const;
