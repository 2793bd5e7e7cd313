import type { Handlers } from '../../../../../shared/contract/dispatch.ts';
import type { WebhookService } from './webhook-service.ts';

export type WebhookHandlers = Pick<
  Handlers,
  'webhooks.list' | 'webhooks.register' | 'webhooks.setEnabled' | 'webhooks.delete' | 'webhooks.deliveries' | 'webhooks.replay'
>;

/** The contract's `webhooks.*`. */
export function createWebhookHandlers(service: WebhookService): WebhookHandlers {
  return {
    'webhooks.list': () => service.list(),
    'webhooks.register': (input) => service.register(input),
    'webhooks.setEnabled': ({ id, enabled }) => service.setEnabled(id, enabled),
    'webhooks.delete': async ({ id }) => {
      await service.remove(id);
      return { done: true };
    },
    'webhooks.deliveries': ({ id }) => service.attempts(id),
    'webhooks.replay': async ({ id, delivery }) => {
      await service.replay(id, delivery);
      return { done: true };
    },
  };
}
