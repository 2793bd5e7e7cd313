import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordingState } from '../../../shared/schemas/recording.ts';

/** What each camera's recorder does, as the station last told; a camera that is missing was not told of. */
export type Recordings = Readonly<Record<string, RecordingState>>;

export type RecordingsStore = StoreApi<Recordings>;

export const createRecordingsStore = (): RecordingsStore => createStore<Recordings>(() => ({}));

export function withRecording(recordings: Recordings, state: RecordingState): Recordings {
  return { ...recordings, [state.cameraId]: state };
}
