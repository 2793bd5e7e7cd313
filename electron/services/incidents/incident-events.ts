import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import type { Via } from '../../../shared/schemas/channel-name.ts';
import type { IncidentEvent } from '../../../shared/schemas/incident.ts';
import type { IncidentRecord } from '../store/incident-record.ts';
import type { NewIncidentEvent } from '../store/incident-event-repository.ts';
import type { IncidentChange } from '../store/incident-repository.ts';

/** The lines of history that a person's change leaves. */
export function eventsOf(before: IncidentRecord, change: IncidentChange, who: string, via: Via, atMs: number): NewIncidentEvent[] {
  const line = (kind: IncidentEvent['kind'], detail: string | null = null) => ({ incidentId: before.id, atMs, kind, who, via, detail });
  return [
    ...(change.status ? [line(stepOf(before, change.status))] : []),
    ...(!change.status && change.acknowledgedBy ? [line('handed_over', change.acknowledgedBy)] : []),
    ...(change.note === undefined ? [] : [line('noted', change.note)]),
  ];
}

function stepOf(before: IncidentRecord, status: NonNullable<IncidentChange['status']>): IncidentEvent['kind'] {
  if (status === 'acknowledged') return isWaiting(before.status) ? 'acknowledged' : 'reopened';
  return status === 'resolved' || status === 'false_alarm' || status === 'expired' ? status : 'noted';
}
