import { useEffect } from 'react';
import { useAlerts } from '../state/console-context.tsx';

/** Tells in the browser's tab how many alerts wait. */
export function usePageTitle(): void {
  const waiting = useAlerts((alerts) => alerts.waiting.length);
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) SENTRA` : 'SENTRA';
    return () => {
      document.title = 'SENTRA';
    };
  }, [waiting]);
}
