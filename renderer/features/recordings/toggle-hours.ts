/** The grid with one hour turned over. @param schedule seven strings of 24 times `0` or `1`, Monday first */
export function toggleHour(schedule: readonly string[], day: number, hour: number): string[] {
  return schedule.map((hours, index) => {
    if (index !== day) return hours;
    return hours.slice(0, hour) + (hours[hour] === '1' ? '0' : '1') + hours.slice(hour + 1);
  });
}

/** The grid with a whole day on, or off when it was on already. */
export function toggleDay(schedule: readonly string[], day: number): string[] {
  return schedule.map((hours, index) => (index === day ? (hours.includes('0') ? '1' : '0').repeat(24) : hours));
}
