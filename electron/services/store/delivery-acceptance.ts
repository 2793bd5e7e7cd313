import { channelNameSchema } from '../../../shared/schemas/channel-name.ts';
import { noticeSchema } from '../../../shared/schemas/notification.ts';
import type { Database } from './database.ts';
import { isPostgres } from './dialect.ts';
import { type IncidentRecord, incidentRecordOf } from './incident-record.ts';
import { insertIncidentEvents } from './incident-event-repository.ts';
import type { Delivery } from './outbox-repository.ts';

/**
 * Writes down inside the caller's transaction that the service took a message: the row is done, and the incident has reached somebody.
 * @returns the incident when that changed it.
 */
export async function recordAcceptance(
  transaction: Database,
  delivery: Delivery,
  atMs: number,
  reference: string | null,
): Promise<IncidentRecord | null> {
  const channel = channelNameSchema.safeParse(delivery.channel);
  const isAlert = noticeSchema.safeParse(delivery.payload).data?.kind === 'alert';
  const { incidentId, contactName: who } = delivery;
  // The incident is locked before anything refers to it: two acceptances of one incident would otherwise wait for each other.
  const row =
    incidentId !== null && channel.success && isAlert
      ? await transaction
          .selectFrom('incidents')
          .selectAll()
          .where('id', '=', incidentId)
          .$if(isPostgres(transaction), (query) => query.forNoKeyUpdate())
          .executeTakeFirst()
      : undefined;
  await transaction
    .updateTable('outbox')
    .set({ state: 'delivered', deliveredAtMs: atMs, lastError: null, reference, leaseOwner: null, leaseUntilMs: null })
    .where('id', '=', delivery.id)
    .execute();
  if (!row || incidentId === null || !channel.success) return null;
  await insertIncidentEvents(transaction, [{ incidentId, atMs, kind: 'accepted', who, via: channel.data, detail: null }]);
  const record = incidentRecordOf(row);
  if (record.acceptedAtMs[channel.data] !== undefined && record.status !== 'new') return null;
  const changed = await transaction
    .updateTable('incidents')
    .set({
      acceptedAtMs: JSON.stringify({ [channel.data]: atMs, ...record.acceptedAtMs }),
      status: record.status === 'new' ? 'notified' : record.status,
      revision: record.revision + 1,
    })
    .where('id', '=', incidentId)
    .returningAll()
    .executeTakeFirst();
  return changed ? incidentRecordOf(changed) : null;
}
