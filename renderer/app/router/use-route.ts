import { useSyncExternalStore } from 'react';
import { formatRoute, type Page, parseRoute, type Route } from './route.ts';

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}

export function navigate(page: Page, id: string | null = null): void {
  window.location.hash = formatRoute({ page, id });
}
