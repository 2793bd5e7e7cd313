import { AppError } from '../../../shared/errors.ts';
import { isClosed, mayBecome } from '../../../shared/domain/incident-life-cycle.ts';
import type { Incident, IncidentPatch, IncidentStatus } from '../../../shared/schemas/incident.ts';

/** What changes of an incident when `who` asks for a status. */
export interface StatusChange {
  readonly status: IncidentStatus;
  readonly acknowledgedBy?: string;
  readonly acknowledgedAtMs?: number;
  readonly closedBy?: string | null;
  readonly closedAtMs?: number | null;
}

type People = Pick<Incident, 'status' | 'acknowledgedBy' | 'closedBy'>;

/**
 * Decides what a wish for `status` does to the incident as it stands. The same person asking twice is not an error: nothing changes.
 * @returns null when there is nothing to do.
 * @throws {AppError} `conflict` naming who was first.
 */
export function decideStatus(
  incident: People,
  status: NonNullable<IncidentPatch['status']>,
  who: string,
  nowMs: number,
): StatusChange | null {
  if (incident.status === status) {
    const holder = isClosed(status) ? incident.closedBy : incident.acknowledgedBy;
    if (holder === who || status === 'new') return null;
    throw new AppError('conflict', stands(incident), { details: detailsOf(incident) });
  }
  if (!mayBecome(incident.status, status)) throw new AppError('conflict', stands(incident), { details: detailsOf(incident) });
  if (isClosed(status)) return { status, closedBy: who, closedAtMs: nowMs };
  return { status, acknowledgedBy: who, acknowledgedAtMs: nowMs, closedBy: null, closedAtMs: null };
}

function stands({ status, acknowledgedBy, closedBy }: People): string {
  const closer = closedBy ?? 'somebody';
  const sentences: Record<IncidentStatus, string> = {
    new: 'Nobody has taken this incident yet.',
    acknowledged: `${acknowledgedBy ?? 'Somebody'} has taken this incident already.`,
    resolved: `${closer} has resolved this incident already; take it again to reopen it.`,
    false_alarm: `${closer} has marked this incident as a false alarm already; take it again to reopen it.`,
  };
  return sentences[status];
}

function detailsOf({ status, acknowledgedBy, closedBy }: People): Record<string, string> {
  const who = isClosed(status) ? closedBy : acknowledgedBy;
  return who ? { status, who } : { status };
}
