import type { ChannelName, Notice } from '../../../shared/schemas/notification.ts';

/** One message to one recipient, as a channel gets it from the outbox. */
export interface OutgoingMessage {
  /** Stable over retries and restarts: given to services that know idempotency keys. */
  readonly idempotencyKey: string;
  readonly recipient: string;
  readonly notice: Notice;
  /** Attempts begun before this one, whatever became of them; 0 for the first. After a crash the one before may have arrived. */
  readonly attempt: number;
  /** The service's id of the alert this recipient got of the same incident: what an `update` edits and a `clip` answers. */
  readonly earlierReference?: string | null;
}

/** What the service said when it took the message; kept with the delivery, for later edits and replies. */
export interface Receipt {
  /** The service's own id of the message, for example Telegram's message id; null when it gives none. */
  readonly reference: string | null;
}

/** How fast a service may be used; its own answers (429) come on top. */
export interface ChannelLimits {
  readonly perSecond: number;
  /** Least time between two messages to one recipient, milliseconds. */
  readonly perRecipientMs: number;
  /** Messages under way at once. */
  readonly parallel: number;
}

/** A way to reach people. Channels only send: what to send, to whom, when and how often is decided by the outbox. */
export interface Channel {
  readonly name: ChannelName;
  readonly limits: ChannelLimits;
  /** Why nothing can be sent now (switched off, a setting is missing), in words; null = ready. */
  unready(): { readonly state: 'off' | 'incomplete'; readonly problem: string } | null;
  /**
   * Sends one message and resolves when the service has taken it.
   * @throws {SendRefusal} when the service said no; anything else counts as a failure of the network and is tried again.
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<Receipt>;
  close(): Promise<void> | void;
}

/** The service's refusal. */
export class SendRefusal extends Error {
  override readonly name = 'SendRefusal';
  /** Milliseconds after which it may be tried again; null = never (blocked by the recipient, no such address). */
  readonly retryAfterMs: number | null;
  /** Who has to wait `retryAfterMs`: this recipient (default), or everybody, when the service limits the whole station. */
  readonly scope: 'recipient' | 'channel';

  /** @param message in words for people, without tokens and without addresses that carry them. */
  constructor(message: string, retryAfterMs: number | null, options?: ErrorOptions & { readonly scope?: 'recipient' | 'channel' }) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
    this.scope = options?.scope ?? 'recipient';
  }
}
