import { expect, test } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

test.each([
  ['', { page: 'live', id: null }],
  ['#/incidents', { page: 'incidents', id: null }],
  ['#/live/cam_1', { page: 'live', id: 'cam_1' }],
  ['#/nowhere/x', { page: 'live', id: null }],
  ['#/cameras/<script>', { page: 'cameras', id: null }],
])('%s leads to its page', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('a route survives being written and read', () => {
  const route = { page: 'cameras', id: 'abc-1' } as const;
  expect(parseRoute(formatRoute(route))).toEqual(route);
});
