import type { SessionView } from '../../../shared/schemas/account.ts';
import type { SessionRecord } from '../store/session-repository.ts';
import { deviceName } from './device-name.ts';

/** A session as people see it; `currentId` is the one that asks. */
export function sessionView(session: SessionRecord, currentId: string | null): SessionView {
  const { id, address, userAgent, createdAtMs, lastSeenAtMs } = session;
  return { id, address, ...deviceName(userAgent), createdAtMs, lastSeenAtMs, current: id === currentId };
}
