/** What the timeline shows, from left to right; Unix milliseconds. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export const shortestMs = 10_000;
export const longestMs = 62 * 86_400_000;

export const lengthOf = ({ fromMs, toMs }: TimeWindow): number => toMs - fromMs;

/** Makes it shorter (`factor` below 1) or longer; `atMs` stays under the finger. */
export function zoomed(window: TimeWindow, factor: number, atMs: number): TimeWindow {
  const length = Math.min(longestMs, Math.max(shortestMs, lengthOf(window) * factor));
  const share = (atMs - window.fromMs) / lengthOf(window);
  const fromMs = Math.round(Math.max(0, atMs - share * length));
  return { fromMs, toMs: Math.round(fromMs + length) };
}

export function moved({ fromMs, toMs }: TimeWindow, byMs: number): TimeWindow {
  const step = Math.max(-fromMs, Math.round(byMs));
  return { fromMs: fromMs + step, toMs: toMs + step };
}

/** The same length with `atMs` inside: unchanged while it is well within, otherwise with it at a quarter. */
export function following(window: TimeWindow, atMs: number): TimeWindow {
  const margin = lengthOf(window) * 0.02;
  if (atMs >= window.fromMs && atMs <= window.toMs - margin) return window;
  return moved(window, atMs - lengthOf(window) / 4 - window.fromMs);
}

export const xOf = (window: TimeWindow, width: number, atMs: number): number => ((atMs - window.fromMs) / lengthOf(window)) * width;
export const timeAt = (window: TimeWindow, width: number, x: number): number => Math.round(window.fromMs + (x / width) * lengthOf(window));

/** The day around a time as the clock on the wall has it: 23 or 25 hours when the clock is changed. */
export function dayWindow(atMs: number): TimeWindow {
  const date = new Date(atMs);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()] as const;
  return { fromMs: new Date(year, month, day).getTime(), toMs: new Date(year, month, day + 1).getTime() };
}

/** `2026-05-11` of a date field, as the begin of that day here. @returns null for no date */
export function dayOfField(text: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return null;
  const atMs = new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3])).getTime();
  return Number.isNaN(atMs) || atMs < 0 ? null : atMs;
}

export function fieldOfDay(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
