import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { roleAtLeast } from '../../../shared/domain/roles.ts';
import type { Role } from '../../../shared/schemas/user.ts';
import type { LiveHub } from '../../features/live/live-hub.ts';
import type { Alarm } from '../../features/incidents/alarm.ts';
import type { ConsoleModel, Station } from './console-model.ts';
import type { Places } from './places-store.ts';
import type { Disk } from '../../features/recordings/settings/disk-store.ts';
import type { Recordings } from '../../features/recordings/recordings-store.ts';
import type { Preferences, PreferencesStore } from './preferences-store.ts';
import type { Session } from './session-store.ts';
import type { Alerts } from '../../features/incidents/alert-queue.ts';

/** What the screens share. */
export interface ConsoleParts {
  readonly model: ConsoleModel;
  readonly preferences: PreferencesStore;
  readonly live: LiveHub;
  readonly alarm: Alarm;
}

export const ConsoleContext = createContext<ConsoleParts | null>(null);

export function useConsole(): ConsoleParts {
  const parts = use(ConsoleContext);
  if (!parts) throw new Error('ConsoleContext is missing');
  return parts;
}

export const useClient = () => useConsole().model.client;
export const useSession = <T,>(select: (session: Session) => T): T => useStore(useConsole().model.session, select);
export const usePlaces = <T,>(select: (places: Places) => T): T => useStore(useConsole().model.places, select);
export const useStation = <T,>(select: (station: Station) => T): T => useStore(useConsole().model.station, select);
export const useAlerts = <T,>(select: (alerts: Alerts) => T): T => useStore(useConsole().model.alerts, select);
export const useRecordings = <T,>(select: (recordings: Recordings) => T): T => useStore(useConsole().model.recordings, select);
export const useRecordingDisk = <T,>(select: (disk: Disk) => T): T => useStore(useConsole().model.recordingDisk, select);
export const usePreferences = <T,>(select: (preferences: Preferences) => T): T => useStore(useConsole().preferences, select);

/** True when the signed-in person may do what `role` may. */
export function useMay(role: Role): boolean {
  return useSession(({ user }) => user !== null && roleAtLeast(user.role, role));
}
