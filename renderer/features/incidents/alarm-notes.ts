import type { IncidentKind } from '../../../shared/schemas/incident.ts';

export interface Note {
  /** After the start of the pattern. */
  readonly atS: number;
  readonly lengthS: number;
  readonly fromHz: number;
  readonly toHz: number;
}

export type AlarmKind = IncidentKind | 'siren';

/** One round of each alarm; they differ enough to be told apart without looking. */
const patterns: Record<AlarmKind, readonly Note[]> = {
  accident: [tone(0, 0.22, 880), tone(0.26, 0.22, 620), tone(0.52, 0.22, 880), tone(0.78, 0.3, 620)],
  fire: [0, 0.16, 0.32, 0.48, 0.64, 0.8].map((atS) => tone(atS, 0.1, 1180)),
  smoke: [tone(0, 0.45, 520), tone(0.6, 0.45, 520)],
  emergency: [sweep(0, 0.5, 500, 1250), sweep(0.55, 0.5, 500, 1250)],
  /** Nobody took an incident although everybody was told: without a pause, up and down. */
  siren: [sweep(0, 0.95, 440, 1500), sweep(0.97, 0.95, 1500, 440)],
};

/** A round starts every so many seconds until somebody reacts. */
export const alarmPeriodS = 2;

export const alarmNotes = (kind: AlarmKind): readonly Note[] => patterns[kind];

function tone(atS: number, lengthS: number, hz: number): Note {
  return { atS, lengthS, fromHz: hz, toHz: hz };
}

function sweep(atS: number, lengthS: number, fromHz: number, toHz: number): Note {
  return { atS, lengthS, fromHz, toHz };
}
