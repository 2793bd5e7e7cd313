const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Says whether a weekly grid wants a moment recorded. The hour is the one that a clock on the wall shows, so the hour that a change to
 * summer time leaves out is never asked for, and the one that comes twice counts both times.
 * @param timeZone IANA name; left out = the station's own
 */
export function scheduleReader(timeZone?: string): (schedule: readonly string[], atMs: number) => boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
    ...(timeZone ? { timeZone } : {}),
  });
  return (schedule, atMs) => {
    const parts = format.formatToParts(atMs);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
    return schedule[weekdays.indexOf(part('weekday'))]?.[Number(part('hour'))] === '1';
  };
}
