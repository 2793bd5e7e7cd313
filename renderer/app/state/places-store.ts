import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Camera } from '../../../shared/schemas/camera.ts';
import type { Site } from '../../../shared/schemas/site.ts';

/** Cameras and sites as the station last told; null = not told yet. */
export interface Places {
  readonly cameras: readonly Camera[] | null;
  readonly sites: readonly Site[];
}

export type PlacesStore = StoreApi<Places>;

export const createPlacesStore = (): PlacesStore => createStore<Places>(() => ({ cameras: null, sites: [] }));

/** Puts a changed or new camera in its place: by creation, so that tiles and number keys stay where they are. */
export function withCamera(places: Places, camera: Camera): Places {
  const others = (places.cameras ?? []).filter(({ id }) => id !== camera.id);
  return { ...places, cameras: inOrder([...others, camera]) };
}

export function withoutCamera(places: Places, id: string): Places {
  return { ...places, cameras: places.cameras?.filter((camera) => camera.id !== id) ?? null };
}

export function withSite(places: Places, site: Site): Places {
  const others = places.sites.filter(({ id }) => id !== site.id);
  return { ...places, sites: [...others, site].sort((a, b) => a.name.localeCompare(b.name)) };
}

/** A removed site leaves its cameras without one. */
export function withoutSite(places: Places, id: string): Places {
  return {
    sites: places.sites.filter((site) => site.id !== id),
    cameras: places.cameras?.map((camera) => (camera.siteId === id ? { ...camera, siteId: null } : camera)) ?? null,
  };
}

export function inOrder(cameras: readonly Camera[]): readonly Camera[] {
  return [...cameras].sort((a, b) => a.createdAtMs - b.createdAtMs || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
