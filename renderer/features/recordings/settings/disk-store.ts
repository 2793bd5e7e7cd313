import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordingDiskNotice } from '../../../../shared/schemas/recording.ts';

/** The disk of the recordings as the station last told; null = not told yet. */
export interface Disk {
  readonly notice: RecordingDiskNotice | null;
}

export type DiskStore = StoreApi<Disk>;

export const createDiskStore = (): DiskStore => createStore<Disk>(() => ({ notice: null }));
