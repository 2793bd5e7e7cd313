import { useEffect, useRef } from 'react';
import { useClient, useSession } from '../../app/state/console-context.tsx';
import { usePageVisible } from '../../ui/use-visible.ts';

/** Tells the station, once for each incident, that a person can see it: the page is in front and has been painted with it. */
export function useReportShown(ids: readonly string[]): void {
  const client = useClient();
  const visible = usePageVisible();
  const connected = useSession((session) => session.connection === 'connected');
  const reported = useRef(new Set<string>());
  const key = ids.join(' ');
  useEffect(() => {
    if (!visible || !connected) return;
    const fresh = key.split(' ').filter((id) => id && !reported.current.has(id));
    if (fresh.length === 0) return;
    return afterPaint(() => {
      for (const id of fresh) {
        reported.current.add(id);
        client.call('incidents.shown', { id }).catch((error: unknown) => {
          // Said again when the page is next painted with it.
          reported.current.delete(id);
          console.warn('the station did not hear that an incident is shown', error);
        });
      }
    });
  }, [client, connected, key, visible]);
}

/** The callback of one frame runs before its painting; the next one's runs after it. */
function afterPaint(run: () => void): () => void {
  let request = requestAnimationFrame(() => {
    request = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(request);
}
