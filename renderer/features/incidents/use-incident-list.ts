import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useClient, useConsole, useSession } from '../../app/state/console-context.tsx';
import { type IncidentPages, type IncidentWish, matches, queryOf, withIncident, withPage } from './incident-list.ts';

const pageSize = 40;

export interface IncidentList {
  /** Null while the first page is read. */
  readonly pages: IncidentPages | null;
  readonly error: unknown;
  readonly loading: boolean;
  more(): void;
  retry(): void;
}

/** The incidents that match, kept up to date by the station's events; read anew after a reconnection. */
export function useIncidentList(wish: IncidentWish): IncidentList {
  const client = useClient();
  const connected = useSession(({ connection }) => connection === 'connected');
  const kept = useStore(useConsole().model.kept, ({ state }) => state);
  const query = useMemo(() => queryOf(wish), [wish]);
  const [pages, setPages] = useState<IncidentPages | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [loading, setLoading] = useState(false);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks for the same again
  useEffect(() => {
    if (!connected) return;
    let wanted = true;
    setLoading(true);
    setError(null);
    client
      .call('incidents.list', { ...query, limit: pageSize })
      .then(
        (page) => wanted && setPages(page),
        (failure: unknown) => wanted && setError(failure),
      )
      .finally(() => wanted && setLoading(false));
    return () => {
      wanted = false;
    };
  }, [client, connected, query, attempt]);

  useEffect(
    () => client.on('incident-changed', (incident) => setPages((known) => known && withIncident(known, incident, query))),
    [client, query],
  );

  const more = useCallback(() => {
    if (!pages?.nextBeforeId) return;
    setLoading(true);
    client
      .call('incidents.list', { ...query, limit: pageSize, beforeId: pages.nextBeforeId })
      .then((page) => setPages((known) => (known ? withPage(known, page) : page)), setError)
      .finally(() => setLoading(false));
  }, [client, pages, query]);

  // Out of reach since the page was opened: what was read at an earlier visit, which the banner says.
  const keptPages = useMemo(() => {
    const incidents = kept?.incidents.filter((incident) => matches(incident, query));
    return incidents ? { incidents, total: incidents.length, nextBeforeId: null } : null;
  }, [kept, query]);

  return { pages: pages ?? (connected ? null : keptPages), error, loading, more, retry: () => setAttempt((n) => n + 1) };
}
