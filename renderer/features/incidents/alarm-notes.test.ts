import { expect, test } from 'vitest';
import { incidentKinds } from '../../../shared/schemas/incident.ts';
import { alarmNotes, alarmPeriodS } from './alarm-notes.ts';

const kinds = [...incidentKinds, 'siren'] as const;

test.each(kinds)('one round of %s is over before the next one starts', (kind) => {
  const end = Math.max(...alarmNotes(kind).map(({ atS, lengthS }) => atS + lengthS));
  expect(end).toBeLessThan(alarmPeriodS);
});

test('no two kinds sound the same', () => {
  expect(new Set(kinds.map((kind) => JSON.stringify(alarmNotes(kind)))).size).toBe(kinds.length);
});
