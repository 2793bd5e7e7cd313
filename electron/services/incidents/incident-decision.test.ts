import { describe, expect, test } from 'vitest';
import { type IncidentStatus, incidentStatuses } from '../../../shared/schemas/incident.ts';
import { mayBecome } from '../../../shared/domain/incident-life-cycle.ts';
import { decideStatus } from './incident-decision.ts';

const incident = (status: IncidentStatus) => ({
  status,
  acknowledgedBy: status === 'new' ? null : 'ann',
  closedBy: status === 'resolved' || status === 'false_alarm' ? 'ann' : null,
});

describe('every wish for every state', () => {
  const cases = incidentStatuses.flatMap((from) => incidentStatuses.map((to) => ({ from, to })));

  test.each(cases.filter(({ from, to }) => mayBecome(from, to)))('$from may become $to, with who and when', ({ from, to }) => {
    const change = decideStatus(incident(from), to, 'bob', 77);
    const taken = { status: 'acknowledged', acknowledgedBy: 'bob', acknowledgedAtMs: 77, closedBy: null, closedAtMs: null };
    expect(change).toEqual(to === 'acknowledged' ? taken : { status: to, closedBy: 'bob', closedAtMs: 77 });
  });

  test.each(cases.filter(({ from, to }) => from !== to && !mayBecome(from, to)))('$from may not become $to', ({ from, to }) => {
    expect(() => decideStatus(incident(from), to, 'bob', 77)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  test.each(incidentStatuses.filter((status) => status !== 'new'))(
    '%s asked again: nothing for the same person, a conflict for another',
    (status) => {
      expect(decideStatus(incident(status), status, 'ann', 77)).toBeNull();
      expect(() => decideStatus(incident(status), status, 'bob', 77)).toThrow(expect.objectContaining({ details: { status, who: 'ann' } }));
    },
  );
});
