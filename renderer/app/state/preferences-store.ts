import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

export const languages = ['en', 'id', 'ru'] as const;
export type Language = (typeof languages)[number];

/** What this browser remembers. */
export interface Preferences {
  readonly language: Language;
  /** Alarm loudness, 0..1; 0 = silent. */
  readonly volume: number;
}
export type PreferencesStore = StoreApi<Preferences>;

const storedSchema = (fallback: Preferences) =>
  z
    .object({ language: z.enum(languages).catch(fallback.language), volume: z.number().min(0).max(1).catch(fallback.volume) })
    .catch(fallback);

/** The part of `localStorage` that is needed. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'sentra.preferences';

/** @param preferred the browser's languages, best first; used until a person picks one. */
export function createPreferencesStore(shelf: Shelf, preferred: readonly string[]): PreferencesStore {
  const store = createStore<Preferences>(() => read(shelf, { language: firstKnown(preferred), volume: 0.7 }));
  store.subscribe((preferences) => {
    try {
      shelf.setItem(key, JSON.stringify(preferences));
    } catch (error) {
      // Storage full or forbidden: the choice holds until the page is closed.
      console.warn('preferences are not kept', error);
    }
  });
  return store;
}

function read(shelf: Shelf, fallback: Preferences): Preferences {
  try {
    return storedSchema(fallback).parse(JSON.parse(shelf.getItem(key) ?? '{}'));
  } catch {
    // Storage forbidden or garbled: defaults.
    return fallback;
  }
}

function firstKnown(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const known = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (known) return known;
  }
  return 'en';
}
