import { expect, test } from 'vitest';
import { type KeyPress, shortcutOf } from './shortcut.ts';

const press = (key: string, code: string, over: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...over,
});

test('letters work in a Cyrillic layout, because they go by their place', () => {
  expect(shortcutOf(press('ф', 'KeyA'))).toEqual({ kind: 'acknowledge' });
});

test('digits choose cameras, on the number pad too', () => {
  expect(shortcutOf(press('3', 'Digit3'))).toEqual({ kind: 'camera', number: 3 });
  expect(shortcutOf(press('9', 'Numpad9'))).toEqual({ kind: 'camera', number: 9 });
  expect(shortcutOf(press('0', 'Digit0'))).toBeNull();
});

test('a question mark asks for help wherever the layout has it', () => {
  expect(shortcutOf(press('?', 'Slash'))).toEqual({ kind: 'help' });
  expect(shortcutOf(press('?', 'Digit7'))).toEqual({ kind: 'help' });
});

test('keys of the browser are left alone', () => {
  expect(shortcutOf(press('r', 'KeyR', { ctrlKey: true }))).toBeNull();
  expect(shortcutOf(press('r', 'KeyR', { metaKey: true }))).toBeNull();
});
