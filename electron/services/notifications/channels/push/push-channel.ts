import webPush from 'web-push';
import { reaches } from '../../../../../shared/domain/reach.ts';
import type { PushSettings } from '../../../../../shared/schemas/channel-settings.ts';
import type { Reach } from '../../../../../shared/schemas/user.ts';
import type { NowMs } from '../../../clock.ts';
import type { PushRepository, PushSubscription } from '../../../store/push-repository.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from '../../channel.ts';
import { createOutbound } from '../http/outbound.ts';
import { post } from '../http/post.ts';
import type { NoticeReader, ReadNotice } from '../notice-reader.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { readiness } from '../settings/readiness.ts';
import { type DeviceOutcome, deviceOutcome } from './push-answer.ts';
import { pushPayloadOf } from './push-payload.ts';
import type { VapidKeyRing } from './vapid-keys.ts';

export interface PushChannelOptions {
  readonly settings: LiveSettings<PushSettings>;
  readonly reader: NoticeReader;
  readonly push: PushRepository;
  readonly keys: VapidKeyRing;
  /** What the user may see now; null = there is no such user (any more). */
  readonly reachOf: (userId: string) => Promise<Reach | null>;
  /** Endpoints come from browsers, that is from anybody who may sign in: only for tests may they lie in private networks. */
  readonly allowPrivate?: boolean;
  readonly timeoutMs?: number;
  readonly nowMs?: NowMs;
}

/** Web Push: a recipient is a user, and every browser in which that user switched it on gets the message. */
export class PushChannel implements Channel {
  readonly name = 'push';
  readonly limits = { perSecond: 50, perRecipientMs: 0, parallel: 8 };
  readonly #options: PushChannelOptions;
  readonly #outbound;

  constructor(options: PushChannelOptions) {
    this.#options = options;
    this.#outbound = createOutbound({ allowPrivate: () => options.allowPrivate ?? false });
  }

  unready() {
    return readiness(this.#options.settings.current(), [], true);
  }

  /** Devices that got this message in an earlier attempt are passed over. */
  async send({ recipient, notice, idempotencyKey }: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    const { push, reader, nowMs = Date.now } = this.#options;
    const read = await reader.read(notice);
    await this.#checkReach(recipient, read);
    const devices = await push.ofUser(recipient);
    if (devices.length === 0) throw new SendRefusal('This user has switched on Web Push on no device', null);
    const gotIt = await push.gotIt(idempotencyKey);
    const outcomes = await Promise.all(
      devices.map(async (device): Promise<DeviceOutcome> => {
        if (gotIt.has(device.id)) return { kind: 'taken' };
        const outcome = await this.#sendTo(device, read, signal);
        if (outcome.kind === 'taken') await push.noteTaken(device.id, idempotencyKey, nowMs());
        if (outcome.kind === 'gone') await push.remove(device.id, recipient);
        return outcome;
      }),
    );
    return receiptOf(outcomes);
  }

  close(): Promise<void> {
    return this.#outbound.close();
  }

  async #checkReach(userId: string, { incident }: ReadNotice): Promise<void> {
    const reach = await this.#options.reachOf(userId);
    if (!reach) throw new SendRefusal('There is no such user', null);
    if (incident && !reaches(reach, incident)) throw new SendRefusal('This user may not see that camera', null);
  }

  async #sendTo({ endpoint, p256dh, auth, language }: PushSubscription, read: ReadNotice, signal: AbortSignal): Promise<DeviceOutcome> {
    const { settings, keys, reader, allowPrivate = false, timeoutMs = 10_000 } = this.#options;
    if (!allowPrivate && !endpoint.startsWith('https:')) return { kind: 'gone' };
    const own = language === read.notice.language ? read : await reader.read({ ...read.notice, language });
    const { payload, handling } = pushPayloadOf(own);
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
      vapidDetails: { subject: settings.current().settings.subject, ...(await keys.keys()) },
      TTL: handling.ttlS,
      urgency: handling.urgency,
      topic: handling.topic,
    });
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    try {
      return deviceOutcome(await post(endpoint, { headers: sent, body, dispatcher: this.#outbound.dispatcher, timeoutMs, signal }));
    } catch (error) {
      return { kind: 'failed', words: error instanceof Error ? error.message : 'no answer', retryAfterMs: null };
    }
  }
}

/** One device that still has to get it makes the message tried again; devices that are gone do not count. */
function receiptOf(outcomes: readonly DeviceOutcome[]): Receipt {
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  if (failed?.retryAfterMs != null) throw new SendRefusal(`Push service: ${failed.words}`, failed.retryAfterMs);
  if (failed) throw new Error(`Push service: ${failed.words}`);
  if (outcomes.some(({ kind }) => kind === 'taken')) return { reference: null };
  const refused = outcomes.find((outcome) => outcome.kind === 'refused');
  throw new SendRefusal(refused ? `Push service: ${refused.words}` : 'The devices of this user no longer take Web Push', null);
}
