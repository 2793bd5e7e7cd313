import type { AlertPlanner } from '../../../incidents/alert-planner.ts';
import { incidentOf } from '../../../store/incident-record.ts';
import { incidentCreated } from './station-events.ts';
import type { WebhookService } from './webhook-service.ts';

/** Adds the webhooks' rows to those of people, so that they are written in the transaction of the incident. */
export function withWebhooks(planner: AlertPlanner, webhooks: Pick<WebhookService, 'deliveriesOf'>): AlertPlanner {
  return {
    ...planner,
    plan: (record, nowMs) => {
      const plan = planner.plan(record, nowMs);
      return { ...plan, deliveries: [...plan.deliveries, ...webhooks.deliveriesOf(incidentCreated(incidentOf(record)))] };
    },
  };
}
