import type { Evidence, IncidentKind } from '../../shared/schemas/incident.ts';
import type { LabelledClip } from './clip-list.ts';

/** An incident the recogniser raised on a clip. */
export interface RaisedIncident {
  /** Clip time of the deciding frame, seconds. */
  readonly atS: number;
  readonly kind: IncidentKind;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}

/** What came of one pass over one clip. */
export interface ClipScore {
  readonly impacts: boolean;
  /** An accident was raised within the window of an impact. */
  readonly found: boolean;
  /** Raised minus impact, seconds; null when not found. */
  readonly delayS: number | null;
  /** Incidents outside every window. */
  readonly falseAlarms: number;
  /** Accidents raised within a window after the first one: one event is to be one incident. */
  readonly repeats: number;
}

/** Totals over passes. */
export interface TotalScore {
  readonly passes: number;
  readonly withImpact: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly repeats: number;
  readonly meanDelayS: number | null;
  readonly longestDelayS: number | null;
}

/** An incident counts as found from so long before to so long after an impact, seconds. */
const window = { beforeS: 0.5, afterS: 8 };

/**
 * The stated rule: an incident counts as found when it is raised between 0.5 s before and 8 s after a labelled impact; any other
 * incident on the clip is a false alarm. Impacts of one clip closer together than that are one event: its time to detect counts from
 * the first impact in whose window the incident lies.
 */
export function scoreClip({ impactsS }: Pick<LabelledClip, 'impactsS'>, incidents: readonly RaisedIncident[]): ClipScore {
  const impactOf = ({ atS }: RaisedIncident) =>
    impactsS.find((impactS) => atS >= impactS - window.beforeS && atS <= impactS + window.afterS);
  const inWindow = incidents.filter((incident) => impactOf(incident) !== undefined);
  const accidents = inWindow.filter(({ kind }) => kind === 'accident');
  const [first] = accidents;
  const impactS = first && impactOf(first);
  return {
    impacts: impactsS.length > 0,
    found: first !== undefined,
    delayS: first === undefined || impactS === undefined ? null : first.atS - impactS,
    falseAlarms: incidents.length - inWindow.length,
    repeats: Math.max(0, accidents.length - eventsOf(impactsS)),
  };
}

/** Sums up any number of passes. */
export function totalScore(scores: readonly ClipScore[]): TotalScore {
  const delays = scores.flatMap(({ delayS }) => (delayS === null ? [] : [delayS]));
  return {
    passes: scores.length,
    withImpact: scores.filter(({ impacts }) => impacts).length,
    found: scores.filter(({ found }) => found).length,
    falseAlarms: scores.reduce((sum, score) => sum + score.falseAlarms, 0),
    repeats: scores.reduce((sum, score) => sum + score.repeats, 0),
    meanDelayS: delays.length === 0 ? null : delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
    longestDelayS: delays.length === 0 ? null : Math.max(...delays),
  };
}

/** Impacts further apart than a window are separate events. */
function eventsOf(impactsS: readonly number[]): number {
  return impactsS.filter((impactS, index) => index === 0 || impactS - (impactsS[index - 1] ?? 0) > window.afterS).length;
}
