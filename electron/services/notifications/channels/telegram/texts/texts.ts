import type { Language } from '../../../../../../shared/schemas/notification.ts';
import { en, type Texts } from './en.ts';
import { id } from './id.ts';
import { ru } from './ru.ts';

export type { Texts };

/** What the bot says, by the contact's language. */
export const texts: Readonly<Record<Language, Texts>> = { en, id, ru };

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', id: 'id-ID', ru: 'ru-RU' };

/** Local time of the station, with its zone: responders may be elsewhere. */
export function dateTimeOf(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    ...{ hourCycle: 'h23', timeZoneName: 'short' },
  } as Intl.DateTimeFormatOptions).format(ms);
}

export function timeOf(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);
}

export function percentOf(share: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
