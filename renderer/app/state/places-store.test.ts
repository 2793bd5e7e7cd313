import { expect, test } from 'vitest';
import { sampleCamera } from '../../testing/samples.ts';
import { type Places, withCamera, withoutCamera, withoutSite, withSite } from './places-store.ts';

const site = (id: string, name: string) => ({ id, name, address: '', createdAtMs: 1 });
const places: Places = {
  cameras: [sampleCamera({ id: 'a', createdAtMs: 1 }), sampleCamera({ id: 'b', createdAtMs: 2, siteId: 's' })],
  sites: [site('s', 'South')],
};
const ids = ({ cameras }: Places) => cameras?.map(({ id }) => id);

test('a changed camera keeps its place, so that number keys stay true', () => {
  const next = withCamera(places, sampleCamera({ id: 'a', createdAtMs: 1, name: 'Renamed' }));
  expect(ids(next)).toEqual(['a', 'b']);
  expect(next.cameras?.[0]?.name).toBe('Renamed');
});

test('a new camera comes last, a removed one leaves', () => {
  const next = withCamera(places, sampleCamera({ id: 'c', createdAtMs: 3 }));
  expect(ids(next)).toEqual(['a', 'b', 'c']);
  expect(ids(withoutCamera(next, 'b'))).toEqual(['a', 'c']);
});

test('a removed site leaves its cameras without one', () => {
  const next = withoutSite(places, 's');
  expect(next.sites).toEqual([]);
  expect(next.cameras?.map(({ siteId }) => siteId)).toEqual([null, null]);
});

test('sites stand in the order of their names', () => {
  expect(withSite(places, site('n', 'North')).sites.map(({ name }) => name)).toEqual(['North', 'South']);
});
