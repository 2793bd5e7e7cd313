import type { Caller, Desk } from '../../shared/contract/dispatch.ts';
import type { EventName, Payload } from '../../shared/contract/events.ts';
import type { CreateLiveFeed } from '../services/live/create-live-feeds.ts';
import type { Logger } from '../services/logging/logger.ts';
import type { AskMedia, MediaReply, MediaRequest } from '../services/web/in-process.ts';

export type { CreateLiveFeed, MediaReply, MediaRequest };

/** What the shell needs of a running station, and nothing more. */
export interface DesktopStation {
  readonly desk: Desk;
  /** The caller the window acts as. @see docs/decisions/0003-desktop-owner.md */
  owner(): Promise<Caller>;
  readonly events: { on<E extends EventName>(name: E, listener: (payload: Payload<E>) => void): () => void };
  readonly createLiveFeed: CreateLiveFeed;
  /** Where browsers reach the console; null when it does not listen. */
  address(): string | null;
  /** Set only when this start created the first admin with a generated password. */
  readonly firstRunPassword: string | null;
  /** Pictures, recordings and exports. */
  readonly media: AskMedia;
  readonly log: Logger;
  close(): Promise<void>;
}
