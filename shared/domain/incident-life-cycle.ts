import type { IncidentStatus } from '../schemas/incident.ts';

const next: Record<IncidentStatus, readonly IncidentStatus[]> = {
  new: ['acknowledged', 'resolved', 'false_alarm'],
  notified: ['acknowledged', 'resolved', 'false_alarm'],
  acknowledged: ['resolved', 'false_alarm'],
  resolved: ['acknowledged'],
  false_alarm: ['acknowledged'],
  expired: ['acknowledged'],
};

/** True when a person may bring an incident from `from` to `to`; a closed one may only be reopened as acknowledged. */
export function mayBecome(from: IncidentStatus, to: IncidentStatus): boolean {
  return next[from].includes(to);
}

/** Nobody has taken it yet: it rings and escalates. */
export function isWaiting(status: IncidentStatus): boolean {
  return status === 'new' || status === 'notified';
}

/** Resolved, expired and false alarms are closed: they no longer ring. */
export function isClosed(status: IncidentStatus): boolean {
  return status === 'resolved' || status === 'false_alarm' || status === 'expired';
}
