import { isClosed } from '../../../../../shared/domain/incident-life-cycle.ts';
import { reaches } from '../../../../../shared/domain/reach.ts';
import { AppError } from '../../../../../shared/errors.ts';
import type { Incident, IncidentStatus } from '../../../../../shared/schemas/incident.ts';
import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { NowMs } from '../../../clock.ts';
import type { AnswerRepository } from '../../../store/answer-repository.ts';
import { isOpen, snoozeMinutes, type TapVerb } from './buttons.ts';
import type { Responder, TelegramIncidents } from './telegram-ports.ts';
import { type Texts, texts, timeOf } from './texts/texts.ts';
import type { PausesByHand } from './telegram-audit.ts';

export interface TapsOptions {
  readonly incidents: TelegramIncidents;
  readonly answers: AnswerRepository;
  readonly pauses: PausesByHand;
  readonly nowMs: NowMs;
}

/** A tap on a button of an alert. */
export interface IncidentTap {
  readonly verb: Exclude<TapVerb, 'shot'>;
  readonly incidentId: string;
  readonly chatId: string;
  /** Whom the chat is linked to. */
  readonly contact: Contact;
  readonly who: Responder;
}

/** Somebody may change the incident at the same moment, again and again; nobody may lose for ever. */
const rounds = 10;

/**
 * What taps do. Every change goes through the incidents' own gate, from the very revision that was looked at, so that of many who tap
 * (and click) at once exactly one wins, and a late tap never reopens what was closed.
 */
export class Taps {
  readonly #options: TapsOptions;

  constructor(options: TapsOptions) {
    this.#options = options;
  }

  /** @returns the outcome in words for whoever tapped. */
  async act(tap: IncidentTap): Promise<string> {
    const say = texts[tap.contact.language].answer;
    try {
      for (let round = 0; round < rounds; round += 1) {
        const incident = await this.#options.incidents.get(tap.incidentId);
        if (!reaches(tap.contact.reach, incident)) return say.notYours;
        const outcome = await this.#try(tap, incident, say);
        if (outcome !== null) return outcome;
      }
      return say.failed;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return say.gone;
      if (error instanceof AppError && error.code === 'unavailable') return say.failed;
      throw error;
    }
  }

  /** @returns null when the incident changed meanwhile: it has to be looked at again. */
  async #try(tap: IncidentTap, incident: Incident, say: Texts['answer']): Promise<string | null> {
    switch (tap.verb) {
      case 'take':
        return isOpen(incident.status) ? this.#take(tap, incident, say) : stands(incident, await this.#isTaker(tap, incident), say);
      case 'decline':
        return isOpen(incident.status) ? this.#decline(tap, say) : stands(incident, await this.#isTaker(tap, incident), say);
      case 'snooze':
        return this.#snooze(tap, incident, say);
      case 'false':
        return this.#close(tap, incident, 'false_alarm', say);
      case 'resolve':
        return this.#close(tap, incident, 'resolved', say);
    }
  }

  async #take(tap: IncidentTap, incident: Incident, say: Texts['answer']): Promise<string | null> {
    if (!(await this.#change(tap, incident, 'acknowledged'))) return null;
    await this.#record(tap, 'taken');
    return say.taken;
  }

  async #decline(tap: IncidentTap, say: Texts['answer']): Promise<string> {
    await this.#record(tap, 'declined');
    this.#options.incidents.declined(tap.incidentId, tap.contact.id);
    return say.declined;
  }

  async #snooze({ contact }: IncidentTap, { kind, cameraId, cameraName }: Incident, say: Texts['answer']): Promise<string> {
    if (kind === 'emergency' || cameraId === null) return say.noSnooze;
    const untilMs = this.#options.nowMs() + snoozeMinutes * 60_000;
    await this.#options.pauses.snooze(contact.id, cameraId, untilMs);
    return say.snoozed(cameraName, timeOf(untilMs, contact.language));
  }

  /** Whoever took it closes it; a false alarm may be called one by anybody as long as nobody took it. */
  async #close(tap: IncidentTap, incident: Incident, to: 'resolved' | 'false_alarm', say: Texts['answer']): Promise<string | null> {
    const isTaker = await this.#isTaker(tap, incident);
    const may = incident.status === 'acknowledged' ? isTaker : isOpen(incident.status) && to === 'false_alarm';
    if (!may) return stands(incident, isTaker, say);
    if (!(await this.#change(tap, incident, to))) return null;
    return to === 'resolved' ? say.resolved : say.falseAlarm;
  }

  /** @returns false when somebody else changed it first. */
  async #change(tap: IncidentTap, incident: Incident, status: IncidentStatus): Promise<boolean> {
    try {
      await this.#options.incidents.update(incident.id, { status, revision: incident.revision }, tap.who);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') return false;
      throw error;
    }
  }

  async #isTaker({ chatId }: IncidentTap, { id, acknowledgedBy }: Incident): Promise<boolean> {
    const answers = await this.#options.answers.ofIncident(id);
    return answers.some((answer) => answer.answer === 'taken' && answer.chatId === chatId && answer.who === acknowledgedBy);
  }

  async #record({ incidentId, contact, chatId, who }: IncidentTap, answer: 'taken' | 'declined'): Promise<void> {
    await this.#options.answers.record({ incidentId, contactId: contact.id, answer, chatId, who: who.name, atMs: this.#options.nowMs() });
  }
}

function stands({ status, acknowledgedBy, closedBy }: Incident, isTaker: boolean, say: Texts['answer']): string {
  if (isClosed(status)) return say.alreadyClosed(closedBy ?? '…');
  if (isTaker) return say.alreadyYours;
  return say.alreadyTaken(acknowledgedBy ?? '…');
}
