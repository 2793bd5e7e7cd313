import { reaches } from '../../../shared/domain/reach.ts';
import { everybodyLevel } from '../../../shared/schemas/incident.ts';
import type {
  ChannelName,
  Contact,
  ContactAddress,
  NotificationSettings,
  SuppressionReason,
} from '../../../shared/schemas/notification.ts';
import type { AlertPlan } from '../incidents/alert-planner.ts';
import type { IncidentRecord } from '../store/incident-record.ts';
import type { NewDelivery } from '../store/outbox-repository.ts';
import { Cooldown } from './cooldown.ts';
import { alertDeliveries } from './deliveries.ts';
import { isQuiet } from './quiet-hours.ts';

export interface PlannerOptions {
  readonly contacts: () => readonly Contact[];
  readonly settings: () => NotificationSettings;
  /** False when the channel is switched off or there is none. */
  readonly isOn: (channel: ChannelName) => boolean;
  /** True while the contact wants no alerts of this camera. Emergencies do not ask. */
  readonly isPaused?: (contactId: string, cameraId: string | null, nowMs: number) => boolean;
  readonly minuteOfDay: (atMs: number) => number;
}

/** Messages of one step of an escalation; `level` is the highest that is told by then. */
export interface LevelPlan {
  readonly level: number;
  readonly deliveries: readonly NewDelivery[];
}

/** Decides who is told of what, from memory alone. What is held back is a row too: nothing is missing without a reason on record. */
export class Planner {
  readonly cooldown = new Cooldown();
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** A new incident: contacts of the lowest level, an emergency all of them at once. */
  newIncident(record: IncidentRecord, nowMs: number): AlertPlan {
    const { cooldownS, escalateAfterS } = this.#options.settings();
    const event = { ...record, incidentId: record.id };
    const cold = this.cooldown.covers(event, nowMs, cooldownS * 1000) ? ('cooldown' as const) : null;
    const { level, deliveries } =
      record.kind === 'emergency' ? this.#levels(record, everybodyLevel - 1, nowMs) : this.nextLevel(record, 0, nowMs, cold);
    if (deliveries.some(({ state }) => state !== 'suppressed')) this.cooldown.note(event, nowMs);
    return { deliveries, escalationLevel: level, escalateAtMs: nowMs + escalateAfterS * 1000 };
  }

  /**
   * The next level with contacts above `above`; levels whose contacts are all out of reach now (quiet hours, channel off) are passed in
   * the same step. With no level left the answer is 5: only everybody comes after it.
   * @param hold why nobody is to be told although they could be.
   */
  nextLevel(record: IncidentRecord, above: number, nowMs: number, hold: SuppressionReason | null = null): LevelPlan {
    const concerned = this.#concerned(record);
    const levels = [...new Set(concerned.map(({ escalationLevel }) => escalationLevel))]
      .filter((level) => level > above)
      .sort((a, b) => a - b);
    const deliveries: NewDelivery[] = [];
    for (const level of levels) {
      const told = concerned
        .filter((contact) => contact.escalationLevel === level)
        .flatMap((contact) => this.#toContact(contact, record, nowMs, hold));
      deliveries.push(...told);
      if (told.some(({ state, reason }) => state !== 'suppressed' || reason === 'cooldown')) return { level, deliveries };
    }
    return { level: everybodyLevel - 1, deliveries };
  }

  /** Whoever may know of the place, whatever kinds they chose and whatever the hour; who got the alert is known by its key. */
  everybody(record: IncidentRecord, nowMs: number): NewDelivery[] {
    return this.#options
      .contacts()
      .filter((contact) => contact.enabled && reaches(contact.reach, record))
      .flatMap((contact) =>
        alertDeliveries(contact, record, nowMs, (address) => this.#offReason(address) ?? this.#pausedReason(contact, record, nowMs)),
      );
  }

  #levels(record: IncidentRecord, level: number, nowMs: number): LevelPlan {
    return { level, deliveries: this.#concerned(record).flatMap((contact) => alertDeliveries(contact, record, nowMs, this.#offReason)) };
  }

  #concerned(record: IncidentRecord): Contact[] {
    return this.#options
      .contacts()
      .filter((contact) => contact.enabled && contact.kinds.includes(record.kind) && reaches(contact.reach, record));
  }

  #toContact(contact: Contact, record: IncidentRecord, nowMs: number, hold: SuppressionReason | null): NewDelivery[] {
    const quiet = contact.quietHours && isQuiet(contact.quietHours, this.#options.minuteOfDay(nowMs)) ? ('quiet_hours' as const) : null;
    const emergency = record.kind === 'emergency';
    return alertDeliveries(
      contact,
      record,
      nowMs,
      (address) => this.#offReason(address) ?? (emergency ? null : (hold ?? this.#pausedReason(contact, record, nowMs) ?? quiet)),
    );
  }

  #pausedReason(contact: Contact, { kind, cameraId }: IncidentRecord, nowMs: number): SuppressionReason | null {
    return kind !== 'emergency' && this.#options.isPaused?.(contact.id, cameraId, nowMs) ? 'paused' : null;
  }

  readonly #offReason = ({ channel }: ContactAddress): SuppressionReason | null => (this.#options.isOn(channel) ? null : 'channel_off');
}
