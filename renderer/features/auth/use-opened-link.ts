import { useMemo, useSyncExternalStore } from 'react';
import { linkOf, type OpenedLink } from './link-route.ts';

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** The one-time link this page was opened with; null for the console's own addresses. */
export function useOpenedLink(): OpenedLink | null {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => linkOf(hash), [hash]);
}
