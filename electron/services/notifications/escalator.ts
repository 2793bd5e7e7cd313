import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import { AppError } from '../../../shared/errors.ts';
import { everybodyLevel, type IncidentEvent } from '../../../shared/schemas/incident.ts';
import type { NotificationSettings } from '../../../shared/schemas/notification.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { EscalationStep } from '../store/escalation-repository.ts';
import type { IncidentRecord } from '../store/incident-record.ts';
import type { NewDelivery } from '../store/outbox-repository.ts';
import type { Store } from '../store/store.ts';
import type { Planner } from './planner.ts';

export interface EscalatorOptions {
  readonly store: Pick<Store, 'escalations' | 'incidents' | 'outbox'>;
  readonly planner: Planner;
  readonly settings: () => NotificationSettings;
  readonly onChanged: (record: IncidentRecord) => void;
  /** Messages were committed. */
  readonly onCommitted: () => void;
  readonly log: Pick<Logger, 'error'>;
  readonly nowMs: NowMs;
}

const longestSleepMs = 5_000;
const batch = 50;

/**
 * Carries on what nobody takes: the next contacts, everybody, the siren; and closes what nobody took for a day. Due times are read from
 * the database, so a restart, or another station, goes on where this one stopped; of several exactly one makes each step.
 */
export class Escalator {
  readonly #options: EscalatorOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(options: EscalatorOptions) {
    this.#options = options;
  }

  /** Does what is due, then waits for what comes next. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#doDue().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** The next step at once, because nobody is left to wait for; nothing when it was taken or stepped meanwhile. */
  async goOn(id: string): Promise<void> {
    const record = await this.#options.store.incidents.get(id);
    if (record && isWaiting(record.status) && record.sirenAtMs === null) await this.#step(record, null);
  }

  /**
   * The next step at once, because a person wants it.
   * @throws {AppError} `not_found`; `conflict` when somebody took it or nothing is left to do.
   */
  async escalateNow(id: string, who: string): Promise<IncidentRecord> {
    const record = await this.#options.store.incidents.get(id);
    if (!record) throw new AppError('not_found', 'There is no such incident.');
    if (!isWaiting(record.status)) throw new AppError('conflict', 'Somebody has taken this incident already.');
    if (record.sirenAtMs !== null) throw new AppError('conflict', 'Everybody has been told, and the siren sounds.');
    const stepped = await this.#step(record, who);
    if (!stepped) throw new AppError('conflict', 'This incident was changed meanwhile.');
    return stepped;
  }

  async #doDue(): Promise<void> {
    const { store, settings, log, nowMs } = this.#options;
    let nextAtMs = Number.POSITIVE_INFINITY;
    try {
      for (const record of await store.escalations.due(nowMs(), batch)) if (!this.#closed) await this.#step(record, null);
      const beforeMs = nowMs() - settings().expireAfterH * 3_600_000;
      for (const record of await store.escalations.overdue(beforeMs, batch)) if (!this.#closed) await this.#expire(record);
      nextAtMs = (await store.escalations.nextDueAtMs()) ?? nextAtMs;
    } catch (error) {
      log.error({ err: error }, 'escalation failed; it is tried again');
    }
    if (this.#closed) return;
    const sleepMs = Math.min(Math.max(nextAtMs - nowMs(), 50), longestSleepMs);
    this.#timer = setTimeout(() => void this.run(), sleepMs);
    this.#timer.unref();
  }

  /** @returns null when it was taken, or stepped by another, meanwhile. */
  async #step(record: IncidentRecord, who: string | null): Promise<IncidentRecord | null> {
    const { store, onChanged, onCommitted, nowMs } = this.#options;
    const atMs = nowMs();
    const changed = await store.escalations.step(record, await this.#nextStep(record, who, atMs), atMs);
    if (!changed) return null;
    onCommitted();
    onChanged(changed);
    return changed;
  }

  async #nextStep(record: IncidentRecord, who: string | null, atMs: number): Promise<EscalationStep> {
    const { planner, settings } = this.#options;
    const nextAtMs = atMs + settings().escalateAfterS * 1000;
    const line = (kind: IncidentEvent['kind'], detail: string | null) => ({
      incidentId: record.id,
      atMs,
      kind,
      who,
      via: viaOf(who),
      detail,
    });
    const told = (level: number, deliveries: readonly NewDelivery[]): EscalationStep => ({
      escalationLevel: level,
      escalateAtMs: nextAtMs,
      sirenAtMs: null,
      deliveries,
      events: [line('escalated', String(level))],
    });
    const held: NewDelivery[] = [];
    if (record.escalationLevel < everybodyLevel - 1) {
      const { level, deliveries } = planner.nextLevel(record, record.escalationLevel, atMs);
      if (deliveries.some(isSent)) return told(level, deliveries);
      held.push(...deliveries);
    }
    if (record.escalationLevel < everybodyLevel) {
      const others = await this.#untold(record, planner.everybody(record, atMs));
      if (others.some(isSent)) return told(everybodyLevel, [...held, ...others]);
    }
    return { escalationLevel: everybodyLevel, escalateAtMs: null, sirenAtMs: atMs, deliveries: held, events: [line('siren', null)] };
  }

  /** Without those who have, or are about to get, this alert. */
  async #untold(record: IncidentRecord, deliveries: readonly NewDelivery[]): Promise<NewDelivery[]> {
    const keys = new Set((await this.#options.store.outbox.ofIncident(record.id)).map(({ idempotencyKey }) => idempotencyKey));
    return deliveries.filter(({ idempotencyKey }) => !keys.has(idempotencyKey));
  }

  async #expire(record: IncidentRecord): Promise<void> {
    const { store, onChanged, onCommitted, nowMs } = this.#options;
    const atMs = nowMs();
    const change = { status: 'expired' as const, closedAtMs: atMs, escalateAtMs: null, sirenAtMs: null };
    const line = { incidentId: record.id, atMs, kind: 'expired' as const, who: null, via: 'station' as const, detail: null };
    const trail = { events: [line], tellRecipients: true, nowMs: atMs };
    const changed = await store.incidents.change(record.id, { status: record.status }, change, trail);
    if (!changed) return;
    onCommitted();
    onChanged(changed);
  }
}

const isSent = ({ state }: NewDelivery) => state !== 'suppressed';
const viaOf = (who: string | null) => (who === null ? ('station' as const) : ('console' as const));
