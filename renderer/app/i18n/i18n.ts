import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../state/preferences-store.ts';
import { en, type Texts } from './en.ts';
import { id } from './id.ts';
import { ru } from './ru.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Texts };
  }
}

export const texts: Readonly<Record<Language, Texts>> = { en, id, ru };

/** Loads all languages: they are small, and switching needs no network. */
export async function setupI18n(language: Language): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, id: { translation: id }, ru: { translation: ru } },
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
  return instance;
}
