import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import { noticeSchema } from '../../../shared/schemas/notification.ts';
import type { Store } from '../store/store.ts';

/** True when everybody who was told of the incident so far has declined it: waiting longer helps nobody. */
export async function everybodyDeclined(store: Pick<Store, 'incidents' | 'outbox' | 'answers'>, incidentId: string): Promise<boolean> {
  const record = await store.incidents.get(incidentId);
  if (!record || !isWaiting(record.status)) return false;
  const [deliveries, answers] = await Promise.all([store.outbox.ofIncident(incidentId), store.answers.ofIncident(incidentId)]);
  const told = deliveries.filter(({ state, payload }) => {
    const isAlert = noticeSchema.safeParse(payload).data?.kind === 'alert';
    return isAlert && (state === 'pending' || state === 'delivered');
  });
  const declined = new Set(answers.filter(({ answer }) => answer === 'declined').map(({ contactId }) => contactId));
  return told.length > 0 && told.every(({ contactId }) => contactId !== null && declined.has(contactId));
}
