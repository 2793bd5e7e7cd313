/** What text channels say, in English; the other languages have the same shape. Plain text: each channel escapes for itself. */
export const en = {
  kind: { accident: 'Accident', fire: 'Fire', smoke: 'Smoke', emergency: 'EMERGENCY' },
  emergencyCall: 'Help is needed now.',
  confidence: (percent: number) => `confidence ${percent} %`,
  waiting: 'Nobody has taken it yet.',
  takenBy: (who: string, time: string) => `Taken by ${who} at ${time}`,
  resolvedBy: (who: string, time: string) => `Resolved by ${who} at ${time}`,
  falseAlarmBy: (who: string, time: string) => `False alarm, says ${who} at ${time}`,
  expired: 'Nobody took it in time; it is closed.',
  somebody: 'somebody',
  clip: 'The video of it is ready.',
  addressTitle: 'The console has a new address',
  testTitle: 'Test from SENTRA',
  test: 'Alerts will reach you here.',
};
export type NoticeTexts = typeof en;
