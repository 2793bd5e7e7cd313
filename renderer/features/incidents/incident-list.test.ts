import { expect, test } from 'vitest';
import { incidentFilterSchema } from '../../../shared/schemas/incident.ts';
import { sampleIncident } from '../../testing/samples.ts';
import { anyIncident, type IncidentPages, queryOf, withIncident, withPage } from './incident-list.ts';

const at = (id: string, detectedAtMs: number, over: Parameters<typeof sampleIncident>[0] = {}) =>
  sampleIncident({
    id,
    timing: { ...sampleIncident().timing, frameAtMs: detectedAtMs - 100, detectedAtMs, storedAtMs: detectedAtMs },
    ...over,
  });
const pages = (over: Partial<IncidentPages> = {}): IncidentPages => ({
  incidents: [at('c', 3_000), at('b', 2_000)],
  total: 5,
  nextBeforeId: 'b',
  ...over,
});
const ids = ({ incidents }: IncidentPages) => incidents.map(({ id }) => id);

test('an empty wish asks for everything', () => {
  expect(queryOf(anyIncident)).toEqual({});
});

test('local times become milliseconds and the last minute counts whole', () => {
  const { fromMs, toMs } = queryOf({ ...anyIncident, from: '2026-11-21T08:00', to: '2026-11-21T08:00' });
  expect((toMs ?? 0) - (fromMs ?? 0)).toBe(59_999);
});

test('a half-typed time is no bound', () => {
  expect(queryOf({ ...anyIncident, from: '2026-11-' })).toEqual({});
});

test('every wish is a filter of the contract', () => {
  const query = queryOf({ status: 'new', kind: 'fire', cameraId: 'c1', siteId: 's1', from: '2026-01-01T00:00', to: '2026-01-02T00:00' });
  expect(incidentFilterSchema.parse(query)).toMatchObject(query);
});

test('a new incident that fits comes on top', () => {
  const next = withIncident(pages(), at('d', 4_000), {});
  expect(ids(next)).toEqual(['d', 'c', 'b']);
  expect(next.total).toBe(6);
});

test('one that no longer fits the filter leaves', () => {
  const next = withIncident(pages(), at('c', 3_000, { status: 'resolved', revision: 2 }), { status: 'new' });
  expect(ids(next)).toEqual(['b']);
  expect(next.total).toBe(4);
});

test('an incident of a page that is not read yet is not squeezed in', () => {
  expect(ids(withIncident(pages(), at('a', 1_000), {}))).toEqual(['c', 'b']);
  expect(ids(withIncident(pages({ nextBeforeId: null }), at('a', 1_000), {}))).toEqual(['c', 'b', 'a']);
});

test('an older version does not undo a newer one', () => {
  const known = pages({ incidents: [at('c', 3_000, { note: 'new words', revision: 3 })] });
  expect(withIncident(known, at('c', 3_000, { revision: 2 }), {})).toBe(known);
});

test('the next page follows without doubles', () => {
  const next = withPage(pages(), { incidents: [at('b', 2_000), at('a', 1_000)], total: 5, nextBeforeId: null });
  expect(ids(next)).toEqual(['c', 'b', 'a']);
  expect(next.nextBeforeId).toBeNull();
});
