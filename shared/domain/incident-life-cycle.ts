import type { IncidentStatus } from '../schemas/incident.ts';

const next: Record<IncidentStatus, readonly IncidentStatus[]> = {
  new: ['acknowledged', 'resolved', 'false_alarm'],
  acknowledged: ['resolved', 'false_alarm'],
  resolved: ['acknowledged'],
  false_alarm: ['acknowledged'],
};

/** True when an incident may go from `from` to `to`; a closed one may only be reopened as acknowledged. */
export function mayBecome(from: IncidentStatus, to: IncidentStatus): boolean {
  return next[from].includes(to);
}

/** Resolved and false alarms are closed: they no longer ring. */
export function isClosed(status: IncidentStatus): boolean {
  return status === 'resolved' || status === 'false_alarm';
}
