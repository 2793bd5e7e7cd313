import { AppError } from '../../../shared/errors.ts';
import { isClosed, isWaiting, mayBecome } from '../../../shared/domain/incident-life-cycle.ts';
import type { Incident, IncidentPatch, IncidentStatus } from '../../../shared/schemas/incident.ts';

/** What changes of an incident when `who` asks for a status. */
export interface StatusChange {
  readonly status: IncidentStatus;
  readonly acknowledgedBy?: string;
  readonly acknowledgedAtMs?: number;
  readonly closedBy?: string | null;
  readonly closedAtMs?: number | null;
  readonly escalateAtMs?: null;
  readonly sirenAtMs?: null;
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
    if (holder === who || isWaiting(status) || status === 'expired') return null;
    throw new AppError('conflict', stands(incident), { details: detailsOf(incident) });
  }
  if (!mayBecome(incident.status, status)) throw new AppError('conflict', stands(incident), { details: detailsOf(incident) });
  const quiet = { escalateAtMs: null, sirenAtMs: null };
  if (isClosed(status)) return { status, closedBy: who, closedAtMs: nowMs, ...quiet };
  return { status, acknowledgedBy: who, acknowledgedAtMs: nowMs, closedBy: null, closedAtMs: null, ...quiet };
}

/**
 * Decides what handing over does: only what somebody holds can be handed over.
 * @returns null when that person holds it already.
 * @throws {AppError} `conflict` saying how the incident stands.
 */
export function decideHandOver(
  incident: People,
  to: string,
  nowMs: number,
): Pick<StatusChange, 'acknowledgedBy' | 'acknowledgedAtMs'> | null {
  if (incident.status !== 'acknowledged') throw new AppError('conflict', stands(incident), { details: detailsOf(incident) });
  return incident.acknowledgedBy === to ? null : { acknowledgedBy: to, acknowledgedAtMs: nowMs };
}

function stands({ status, acknowledgedBy, closedBy }: People): string {
  const closer = closedBy ?? 'somebody';
  const sentences: Record<IncidentStatus, string> = {
    new: 'Nobody has taken this incident yet.',
    notified: 'Nobody has taken this incident yet.',
    expired: 'Nobody took this incident in time and it was closed; take it to reopen it.',
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
