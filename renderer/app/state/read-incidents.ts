import type { Client } from '../../../shared/contract/client.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';

const pageSize = 200;

/** What is done with each page as it arrives: an alert of the first one shall not wait for the last. */
export type TakePage = (incidents: readonly Incident[]) => void;

/** Every incident nobody has taken, newest page first, each page oldest first; however many there are. @returns the ids. */
export async function readWaiting(client: Client, signal: AbortSignal, take: TakePage): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let beforeId: string | null = null;
  do {
    const page: { incidents: Incident[]; nextBeforeId: string | null } = await client.call('incidents.list', {
      status: 'waiting',
      limit: pageSize,
      ...(beforeId === null ? {} : { beforeId }),
    });
    signal.throwIfAborted();
    take(page.incidents.toReversed());
    for (const { id } of page.incidents) ids.add(id);
    beforeId = page.nextBeforeId;
  } while (beforeId !== null);
  return ids;
}

/** Every incident raised or changed since the cursor, oldest change first. @returns the cursor for the next time. */
export async function readChanges(client: Client, signal: AbortSignal, cursor: number | null, take: TakePage): Promise<number> {
  let after = cursor;
  for (;;) {
    const page = await client.call('incidents.since', after === null ? {} : { cursor: after, limit: pageSize });
    signal.throwIfAborted();
    take(page.incidents);
    after = page.cursor;
    if (!page.more) return after;
  }
}
