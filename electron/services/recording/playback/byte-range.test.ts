import { expect, test } from 'vitest';
import { readByteRange } from './byte-range.ts';

test.each([
  [undefined, 'whole'],
  ['bytes=0-99', [0, 99]],
  ['bytes=0-', [0, 999]],
  ['bytes=999-', [999, 999]],
  ['bytes=500-5000', [500, 999]],
  ['bytes=-10', [990, 999]],
  ['bytes=-5000', [0, 999]],
  ['BYTES=1-1', [1, 1]],
  ['bytes=1000-', 'unsatisfiable'],
  ['bytes=1000-1001', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['items=0-1', 'whole'],
  ['bytes=0x1-2', 'whole'],
  ['bytes=99999999999999999999-', 'whole'],
])('of 1000 bytes %s is %s', (header, expected) => {
  const range = readByteRange(header, 1000);
  expect(range.kind === 'part' ? [range.from, range.to] : range.kind).toEqual(expected);
});

test('no range fits into an empty file', () => {
  expect(readByteRange('bytes=0-', 0).kind).toBe('unsatisfiable');
  expect(readByteRange('bytes=-1', 0).kind).toBe('unsatisfiable');
});
