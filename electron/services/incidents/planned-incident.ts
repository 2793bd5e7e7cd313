import type { Logger } from '../logging/logger.ts';
import type { IncidentRecord } from '../store/incident-record.ts';
import type { NewIncidentEvent } from '../store/incident-event-repository.ts';
import type { NewDelivery } from '../store/outbox-repository.ts';
import type { AlertPlan, AlertPlanner } from './alert-planner.ts';

/** A new incident with everything that is written with it. */
export interface PlannedIncident {
  readonly record: IncidentRecord;
  /** To contacts; the console's own is not among them. */
  readonly deliveries: readonly NewDelivery[];
  readonly events: readonly NewIncidentEvent[];
  /** Why contacts are not told, in words for the alert; null = they are. */
  readonly problem: string | null;
}

/** Who raised an incident; null = the station by itself. */
export type RaisedBy = Pick<NewIncidentEvent, 'who' | 'via'>;

/** How soon messages that could not be planned are planned again. */
const planAgainMs = 5_000;

/** Asks the planner who is to be told. A planner that fails costs neither the incident nor its alert, and is asked again soon. */
export function plannedIncident(
  record: IncidentRecord,
  planner: AlertPlanner,
  log: Pick<Logger, 'error'>,
  nowMs: number,
  by: RaisedBy = { who: null, via: 'station' },
): PlannedIncident {
  const raised = {
    incidentId: record.id,
    atMs: Math.min(record.detectedAtMs, nowMs),
    kind: 'raised' as const,
    ...by,
    detail: null,
  };
  try {
    const { deliveries, ...escalation }: AlertPlan = planner.plan(record, nowMs);
    const queued = deliveries.some(({ state }) => state !== 'suppressed');
    return { record: { ...record, ...escalation, firstQueuedAtMs: queued ? nowMs : null }, deliveries, events: [raised], problem: null };
  } catch (error) {
    log.error({ err: error, incidentId: record.id }, 'who is to be told could not be planned; consoles are alerted and it is tried again');
    const detail = error instanceof Error ? error.message : String(error);
    return {
      record: { ...record, escalationLevel: 0, escalateAtMs: nowMs + planAgainMs },
      deliveries: [],
      events: [raised, { ...raised, atMs: nowMs, kind: 'not_planned', who: null, via: 'station', detail }],
      problem: 'contacts not told yet',
    };
  }
}
