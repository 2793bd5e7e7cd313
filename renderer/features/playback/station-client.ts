import type { useClient } from '../../app/state/console-context.tsx';

/** The typed connection to the station. */
export type StationClient = ReturnType<typeof useClient>;
