import { createStore, type StoreApi } from 'zustand/vanilla';
import type { User } from '../../../shared/schemas/user.ts';
import type { ConnectionState } from '../bridge/console-bridge.ts';

export interface Session {
  readonly connection: ConnectionState;
  /** When the connection was lost, Unix ms by this machine's clock; null while connected. */
  readonly lostAtMs: number | null;
  readonly user: User | null;
}

export type SessionStore = StoreApi<Session>;

export const createSessionStore = (): SessionStore =>
  createStore<Session>(() => ({ connection: 'connecting', lostAtMs: null, user: null }));

/** What the session becomes when the connection changes. */
export function withConnection(session: Session, connection: ConnectionState, nowMs: number): Session {
  if (connection === 'connected') return { ...session, connection, lostAtMs: null };
  if (connection === 'signed_out') return { connection, lostAtMs: null, user: null };
  return { ...session, connection, lostAtMs: session.lostAtMs ?? (connection === 'lost' ? nowMs : null) };
}
