import { AppError } from '../../../shared/errors.ts';
import { addressProblem, type ChannelName, type Language } from '../../../shared/schemas/notification.ts';
import type { NowMs } from '../clock.ts';
import { withDeadline } from '../incidents/deadline.ts';
import type { Delivery, OutboxRepository } from '../store/outbox-repository.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import type { Outcome } from './channel-worker.ts';
import type { ContactService } from './contact-service.ts';
import { testDelivery } from './deliveries.ts';

export interface TestMessagesOptions {
  readonly outbox: OutboxRepository;
  readonly registry: ChannelRegistry;
  readonly contacts: ContactService;
  readonly wake: (channel: ChannelName) => void;
  readonly nowMs: NowMs;
}

const answerLimitMs = 25_000;

/** "Send a test": a message like any other, whose first outcome is told to the person who asked. */
export class TestMessages {
  readonly #options: TestMessagesOptions;
  readonly #asked = new Map<string, (outcome: Outcome) => void>();

  constructor(options: TestMessagesOptions) {
    this.#options = options;
  }

  /** @throws {AppError} `invalid_input` for a wrong address; `unavailable` saying in words why the message was not taken. */
  async send(channel: ChannelName, address: string, language: Language): Promise<void> {
    const { outbox, registry, contacts, wake, nowMs } = this.#options;
    const problem = addressProblem(channel, address);
    if (problem) throw new AppError('invalid_input', `address: ${problem}`);
    const unready = registry.get(channel)?.unready() ?? (registry.get(channel) ? null : { problem: 'This channel is not there.' });
    if (unready) throw new AppError('conflict', unready.problem);
    const delivery = testDelivery({ channel, address, language }, contacts.findByAddress(channel, address), nowMs());
    const outcome = new Promise<Outcome>((resolve) => this.#asked.set(delivery.id, resolve));
    try {
      await outbox.enqueue([delivery], nowMs());
      wake(channel);
      const { state, ...rest } = await withDeadline(outcome, answerLimitMs, 'The service did not answer in time.');
      if (state !== 'delivered') throw new AppError('conflict', 'words' in rest ? rest.words : 'The message was not taken.');
    } finally {
      this.#asked.delete(delivery.id);
    }
  }

  note({ id }: Delivery, outcome: Outcome): void {
    this.#asked.get(id)?.(outcome);
  }
}
