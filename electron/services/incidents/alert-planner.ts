import type { IncidentRecord } from '../store/incident-record.ts';
import type { NewDelivery } from '../store/outbox-repository.ts';

/** Who is told of a new incident, and when somebody else has to be. */
export interface AlertPlan {
  readonly deliveries: readonly NewDelivery[];
  /** The highest level told. */
  readonly escalationLevel: number;
  readonly escalateAtMs: number | null;
}

/** What incidents need of whoever tells people of them. */
export interface AlertPlanner {
  /** Answers from memory. A throw costs the messages (they are planned again soon), never the alert. */
  plan(record: IncidentRecord, nowMs: number): AlertPlan;
  /** Messages were committed: whoever sends them may begin. Never throws. */
  committed(): void;
  /** These could not be committed, and the alert must not wait for the database: they are sent all the same. Never throws. */
  sendUnstored(deliveries: readonly NewDelivery[]): void;
}

/** A station without contacts. */
export const noContacts: AlertPlanner = {
  plan: () => ({ deliveries: [], escalationLevel: 0, escalateAtMs: null }),
  committed: () => undefined,
  sendUnstored: () => undefined,
};
