import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSealing, isSealed, withoutKey } from './sealing.ts';

const key = randomBytes(32);
const sealing = createSealing(key);

test('whatever is sealed opens again, and only under its name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, name) => {
      const sealed = sealing.seal(name, plain);
      expect(isSealed(sealed)).toBe(true);
      expect(createSealing(key).open(name, sealed)).toBe(plain);
      expect(() => sealing.open(`${name}!`, sealed)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    }),
  );
});

test('the same value sealed twice looks different', () => {
  expect(sealing.seal('a', 'hunter2')).not.toBe(sealing.seal('a', 'hunter2'));
});

test('a change of any character is noticed, and the value is not in the words', () => {
  const sealed = sealing.seal('smtp-password', 'hunter2hunter2');
  for (let at = 'sealed:1:'.length; at < sealed.length - 1; at += 1) {
    const other = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    expect(() => sealing.open('smtp-password', other)).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.not.stringContaining('hunter2') }),
    );
  }
});

test('a value cut short is noticed', () => {
  const sealed = sealing.seal('a', 'hunter2hunter2');
  for (let length = 0; length < sealed.length; length += 1) expect(() => sealing.open('a', sealed.slice(0, length))).toThrow();
});

test('another key is told apart from a changed value', () => {
  const sealed = createSealing(randomBytes(32)).seal('fonnte-token', 'x');
  expect(() => sealing.open('fonnte-token', sealed)).toThrow('another key');
  expect(() => sealing.open('fonnte-token', 'sealed:1:nonsense')).toThrow('damaged or changed');
});

test('without a key everything says why', () => {
  expect(() => withoutKey('The key is gone.').seal('a', 'b')).toThrow('The key is gone.');
  expect(() => withoutKey('The key is gone.').open('a', 'b')).toThrow('The key is gone.');
});
