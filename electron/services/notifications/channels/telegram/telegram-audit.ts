import { AppError } from '../../../../../shared/errors.ts';
import type { AuditLog } from '../../../audit/audit-log.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { Pauses } from '../../pauses.ts';
import type { Responder, TelegramIncidents } from './telegram-ports.ts';

export interface TelegramAuditOptions {
  readonly audit: Pick<AuditLog, 'record'>;
  /** Name of a contact; null = it is gone. */
  readonly nameOf: (contactId: string) => string | null;
  readonly log: Pick<Logger, 'error'>;
}

/** Puts what people do by Telegram into the audit log, under their contact's id and name and the address `telegram`. */
export function telegramAudit({ audit, nameOf, log }: TelegramAuditOptions) {
  const note = (action: string, { contactId, name }: Responder, target: string | null, outcome: string, details = {}) =>
    void audit
      .record({ user: { id: contactId, username: name.slice(0, 80) }, address: 'telegram', action, target, outcome, details })
      .catch((error: unknown) => log.error({ err: error, action }, 'what was done by Telegram is not in the audit log'));
  const who = (contactId: string): Responder => ({ contactId, name: nameOf(contactId) ?? 'contact' });
  return {
    update:
      (update: TelegramIncidents['update']): TelegramIncidents['update'] =>
      async (id, patch, responder) => {
        const outcome = (error: unknown) => (error instanceof AppError ? error.code : 'internal');
        try {
          const incident = await update(id, patch, responder);
          note('incidents.update', responder, id, 'done', patch);
          return incident;
        } catch (error) {
          note('incidents.update', responder, id, outcome(error), patch);
          throw error;
        }
      },
    pauses: (pauses: Pauses): PausesByHand => ({
      isDisarmed: (contactId) => pauses.isDisarmed(contactId),
      snooze: async (contactId, cameraId, untilMs) => {
        await pauses.snooze(contactId, cameraId, untilMs);
        note('telegram.snooze', who(contactId), cameraId, 'done', { untilMs });
      },
      disarm: async (contactId) => {
        await pauses.disarm(contactId);
        note('telegram.disarm', who(contactId), contactId, 'done');
      },
      arm: async (contactId) => {
        await pauses.arm(contactId);
        note('telegram.arm', who(contactId), contactId, 'done');
      },
    }),
  };
}

/** What a person can do to the own alerts. */
export type PausesByHand = Pick<Pauses, 'isDisarmed' | 'snooze' | 'disarm' | 'arm'>;
