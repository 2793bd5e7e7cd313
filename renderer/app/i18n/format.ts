/** Times in the machine's own time zone, 24-hour clock, numbers as the language writes them. */
export interface Format {
  time(ms: number): string;
  dateTime(ms: number): string;
  /** The time alone for the last hours, with the date for older ones. */
  timeOrDate(ms: number, nowMs: number): string;
  /** `0.874` → `87 %` in the language's way. */
  percent(share: number): string;
  number(value: number, digits?: number): string;
}

const sameDayMs = 18 * 3_600_000;

export function createFormat(language: string, timeZone?: string): Format {
  const zone = timeZone ? { timeZone } : {};
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...zone });
  const dateTime = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  return {
    time: (ms) => time.format(ms),
    dateTime: (ms) => dateTime.format(ms),
    timeOrDate: (ms, nowMs) => (Math.abs(nowMs - ms) < sameDayMs ? time : dateTime).format(ms),
    percent: (share) => percent.format(share),
    number: (value, digits = 1) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
  };
}

/** A length of time in the two largest units that matter; the words are added by the caller's language. */
export type DurationParts =
  | { readonly unit: 'seconds' | 'minutes'; readonly n: number }
  | { readonly unit: 'hours'; readonly h: number; readonly m: number }
  | { readonly unit: 'days'; readonly d: number; readonly h: number };

export function durationParts(ms: number): DurationParts {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return { unit: 'seconds', n: seconds };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return { unit: 'minutes', n: minutes };
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return { unit: 'hours', h: hours, m: minutes % 60 };
  return { unit: 'days', d: Math.floor(hours / 24), h: hours % 24 };
}
