import type { Language } from '../../../../shared/schemas/notification.ts';

/** A time as people near the station read it. */
export interface StationTime {
  /** `28 Nov 2026, 14:03:09 GMT+7` */
  full(atMs: number, language: Language): string;
  /** `14:03` */
  short(atMs: number, language: Language): string;
}

const localeOf: Readonly<Record<Language, string>> = { en: 'en-GB', id: 'id-ID', ru: 'ru-RU' };

/**
 * Times in the station's own time zone, whoever reads them: a responder must not have to reckon.
 * @param timeZone IANA name; left out = the zone of the machine.
 */
export function stationTime(timeZone?: string): StationTime {
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = (options: Intl.DateTimeFormatOptions) => (atMs: number, language: Language) =>
    new Intl.DateTimeFormat(localeOf[language], { ...options, ...zone }).format(atMs);
  return {
    full: format({
      ...{ day: 'numeric', month: 'short', year: 'numeric', timeZoneName: 'short' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    }),
    short: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  };
}
