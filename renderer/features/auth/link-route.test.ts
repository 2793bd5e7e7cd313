import { expect, test } from 'vitest';
import { linkOf } from './link-route.ts';

const token = 'A1-_'.repeat(10);

test.each([
  [`#/join/${token}`, { kind: 'join', token }],
  [`#/reset/${token}`, { kind: 'reset', token }],
  ['#/join/short', null],
  [`#/join/${token}/x`, null],
  [`#/join/${token}"><script>`, null],
  [`#/live/${token}`, null],
  ['', null],
])('%s is read as %j', (hash, link) => {
  expect(linkOf(hash)).toEqual(link);
});
