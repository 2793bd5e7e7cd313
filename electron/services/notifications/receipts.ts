import { channelNameSchema, type DeliveryReceipt, noticeSchema } from '../../../shared/schemas/notification.ts';
import type { Delivery } from '../store/outbox-repository.ts';

/** The messages about an incident as people see them; the console's own and damaged rows are left out. */
export function receiptsOf(deliveries: readonly Delivery[]): DeliveryReceipt[] {
  return deliveries.flatMap((delivery) => {
    const channel = channelNameSchema.safeParse(delivery.channel);
    const notice = noticeSchema.safeParse(delivery.payload);
    if (!channel.success || !notice.success || notice.data.kind === 'event') return [];
    const { id, contactName, state, reason, attempts, createdAtMs, deliveredAtMs, nextAttemptAtMs, lastError } = delivery;
    return [
      {
        id,
        channel: channel.data,
        contactName,
        notice: notice.data.kind,
        state,
        reason,
        attempts,
        queuedAtMs: createdAtMs,
        acceptedAtMs: deliveredAtMs,
        nextAttemptAtMs: state === 'pending' ? nextAttemptAtMs : null,
        lastError,
      },
    ];
  });
}
