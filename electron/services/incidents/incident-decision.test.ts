import { describe, expect, test } from 'vitest';
import { type IncidentStatus, incidentStatuses } from '../../../shared/schemas/incident.ts';
import { isWaiting, mayBecome } from '../../../shared/domain/incident-life-cycle.ts';
import { decideHandOver, decideStatus } from './incident-decision.ts';

const incident = (status: IncidentStatus) => ({
  status,
  acknowledgedBy: isWaiting(status) || status === 'expired' ? null : 'ann',
  closedBy: status === 'resolved' || status === 'false_alarm' ? 'ann' : null,
});

describe('every wish for every state', () => {
  const cases = incidentStatuses.flatMap((from) => incidentStatuses.map((to) => ({ from, to })));

  test.each(cases.filter(({ from, to }) => mayBecome(from, to)))('$from may become $to, with who and when', ({ from, to }) => {
    const change = decideStatus(incident(from), to, 'bob', 77);
    const quiet = { escalateAtMs: null, sirenAtMs: null };
    const taken = { status: 'acknowledged', acknowledgedBy: 'bob', acknowledgedAtMs: 77, closedBy: null, closedAtMs: null };
    expect(change).toEqual(to === 'acknowledged' ? { ...taken, ...quiet } : { status: to, closedBy: 'bob', closedAtMs: 77, ...quiet });
  });

  test.each(cases.filter(({ from, to }) => from !== to && !mayBecome(from, to)))('$from may not become $to', ({ from, to }) => {
    expect(() => decideStatus(incident(from), to, 'bob', 77)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  test.each(incidentStatuses.filter((status) => !isWaiting(status) && status !== 'expired'))(
    '%s asked again: nothing for the same person, a conflict for another',
    (status) => {
      expect(decideStatus(incident(status), status, 'ann', 77)).toBeNull();
      expect(() => decideStatus(incident(status), status, 'bob', 77)).toThrow(expect.objectContaining({ details: { status, who: 'ann' } }));
    },
  );
});

describe('handing over', () => {
  test('what somebody holds goes to another person, with the time', () => {
    expect(decideHandOver(incident('acknowledged'), 'bob', 77)).toEqual({ acknowledgedBy: 'bob', acknowledgedAtMs: 77 });
    expect(decideHandOver(incident('acknowledged'), 'ann', 77)).toBeNull();
  });

  test.each(incidentStatuses.filter((status) => status !== 'acknowledged'))('%s cannot be handed over', (status) => {
    expect(() => decideHandOver(incident(status), 'bob', 77)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });
});
