import { type AlertMessage, alertMessageSchema, type Incident } from '../../../shared/schemas/incident.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { incidentOf } from '../store/incident-record.ts';
import type { Delivery } from '../store/outbox-repository.ts';
import type { Store } from '../store/store.ts';
import { alertOf } from './alert.ts';
import { consoleChannel } from './new-incident.ts';
import { OutboxSender } from './outbox-sender.ts';
import type { Unstored } from './unstored-incidents.ts';

export interface ConsoleAlertsOptions {
  readonly store: Pick<Store, 'incidents' | 'outbox'>;
  /** Hands an alert to every console (`receive-message`). Called again with the same id only after a crash in between. */
  readonly onAlert: (message: AlertMessage) => void;
  /** Tells consoles of a new or changed incident (`incident-changed`). */
  readonly onChanged: (incident: Incident) => void;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly nowMs: NowMs;
}

/** The outbox channel `console`: alerts for every console that is connected. */
export class ConsoleAlerts {
  readonly #options: ConsoleAlertsOptions;
  readonly #sender: OutboxSender;
  /** When rows were committed, until that is written into them. */
  readonly #storedAtMs = new Map<string, number>();

  constructor(options: ConsoleAlertsOptions) {
    this.#options = options;
    const { store, log, nowMs } = options;
    this.#sender = new OutboxSender({
      channel: consoleChannel,
      outbox: store.outbox,
      send: (delivery) => this.#send(delivery),
      onFailure: (error, delivery) =>
        log.error({ err: error, incidentId: delivery?.incidentId }, 'an alert could not be handed over; it is tried again'),
      nowMs,
    });
  }

  /** Sends what is queued. Never rejects. */
  flush(): Promise<void> {
    return this.#sender.flush();
  }

  /** The row was committed at this time; it is written down once the alert is out, which matters more. */
  noteStored(incidentId: string, atMs: number): void {
    this.#storedAtMs.set(incidentId, atMs);
  }

  /** For an incident that could not be stored: its row, once written, is not sent again. */
  sendUnstored({ record, deliveryId }: Unstored, problem: string): void {
    this.#sender.noteHandedOver(deliveryId);
    const incident = incidentOf(record);
    this.#options.onAlert(alertOf(incident, problem));
    this.#options.onChanged(incident);
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  async #send(delivery: Delivery): Promise<void> {
    this.#options.onAlert(alertMessageSchema.parse(delivery.payload));
    if (delivery.incidentId !== null) await this.#tellIncident(delivery.incidentId);
  }

  /** What fails here must not fail the delivery: the alert is out and would be sent twice. */
  async #tellIncident(id: string): Promise<void> {
    const { store, log, onChanged } = this.#options;
    try {
      const storedAtMs = this.#storedAtMs.get(id);
      this.#storedAtMs.delete(id);
      if (storedAtMs !== undefined) await store.incidents.recordStored(id, storedAtMs);
      const record = await store.incidents.get(id);
      if (record) onChanged(incidentOf(record));
    } catch (error) {
      log.warn({ err: error, incidentId: id }, 'consoles were alerted, but could not be told the details');
    }
  }
}
