import type { QuietHours } from '../../../shared/schemas/notification.ts';

/** True when this minute of the day lies in the span; one that ends before it starts crosses midnight, one of no length is the whole day. */
export function isQuiet({ fromMinute, toMinute }: QuietHours, minute: number): boolean {
  if (fromMinute === toMinute) return true;
  if (fromMinute < toMinute) return fromMinute <= minute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

/** Minute of the day in the station's own time zone. */
export function minuteOfDay(atMs: number): number {
  const at = new Date(atMs);
  return at.getHours() * 60 + at.getMinutes();
}
