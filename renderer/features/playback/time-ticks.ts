import { lengthOf, type TimeWindow } from './time-window.ts';

export interface Tick {
  readonly atMs: number;
  /** What its label shows. */
  readonly unit: 'day' | 'minute' | 'second';
}

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const steps = [1, 2, 5, 10, 15, 30]
  .map((n) => n * secondMs)
  .concat(
    [1, 2, 5, 10, 15, 30].map((n) => n * minuteMs),
    [1, 3, 6, 12].map((n) => n * hourMs),
  );
const daySteps = [1, 2, 7, 14];

/** Where the scale has marks, at least `apart` pixels from each other, at whole times of the clock on the wall. */
export function ticksOf(window: TimeWindow, width: number, apart = 84): Tick[] {
  const least = (lengthOf(window) / Math.max(1, width)) * apart;
  const step = steps.find((each) => each >= least);
  if (step === undefined) return dayTicks(window, daySteps.find((days) => days * 24 * hourMs >= least) ?? 28);
  return step < hourMs ? evenTicks(window, step) : hourTicks(window, step / hourMs);
}

/** Steps below an hour are whole in every time zone whose offset is whole in them. */
function evenTicks({ fromMs, toMs }: TimeWindow, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let atMs = Math.ceil(fromMs / step) * step; atMs < toMs; atMs += step)
    ticks.push({ atMs, unit: isMidnight(atMs) ? 'day' : step < minuteMs ? 'second' : 'minute' });
  return ticks;
}

/** Goes by real hours and asks the wall clock about each: an hour that is skipped has no mark, one that comes twice has two. */
function hourTicks({ fromMs, toMs }: TimeWindow, hours: number): Tick[] {
  const ticks: Tick[] = [];
  const begin = new Date(fromMs);
  begin.setMinutes(0, 0, 0);
  for (let atMs = begin.getTime(); atMs < toMs; atMs += hourMs) {
    if (atMs < fromMs || new Date(atMs).getHours() % hours !== 0) continue;
    ticks.push({ atMs, unit: isMidnight(atMs) ? 'day' : 'minute' });
  }
  return ticks;
}

function dayTicks({ fromMs, toMs }: TimeWindow, days: number): Tick[] {
  const ticks: Tick[] = [];
  const begin = new Date(fromMs);
  for (let day = 0; ; day += days) {
    const atMs = new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + day).getTime();
    if (atMs >= toMs) return ticks;
    if (atMs >= fromMs) ticks.push({ atMs, unit: 'day' });
  }
}

function isMidnight(atMs: number): boolean {
  const date = new Date(atMs);
  return date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0 && atMs % secondMs === 0;
}
