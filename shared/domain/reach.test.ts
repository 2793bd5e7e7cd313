import { expect, test } from 'vitest';
import { wholeReach } from '../schemas/user.ts';
import { reaches } from './reach.ts';

const gateOnly = { all: false as const, siteIds: ['harbour'], cameraIds: ['gate'] };

test('the whole reach covers every place', () => {
  expect(reaches(wholeReach, { cameraId: 'any', siteId: null })).toBe(true);
});

test.each([
  ['a named camera', { cameraId: 'gate', siteId: null }, true],
  ['a camera of a named site', { cameraId: 'crane', siteId: 'harbour' }, true],
  ['a foreign camera', { cameraId: 'vault', siteId: null }, false],
  ['a foreign camera of a foreign site', { cameraId: 'vault', siteId: 'bank' }, false],
  ['a foreign site', { cameraId: null, siteId: 'bank' }, false],
  ['what belongs to no place', { cameraId: null, siteId: null }, true],
])('a limited reach and %s: %j is %s', (_what, place, expected) => {
  expect(reaches(gateOnly, place)).toBe(expected);
});
