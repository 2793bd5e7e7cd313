import type { Evidence } from '../../shared/schemas/incident.ts';
import { rateFor } from '../../shared/domain/frame-credit.ts';
import type { ClipRun, Sampling } from './run-clip.ts';
import type { ClipScore, RaisedIncident, TotalScore } from './scoring.ts';

/** One pass over one clip, ready to print or store. */
export interface ReportRow {
  readonly clip: string;
  readonly sampling: Sampling;
  readonly run: ClipRun;
  readonly score: ClipScore;
}

/** A line of the table. */
export function rowText({ clip, sampling, run, score }: ReportRow, nameWidth: number): string {
  const verdict = score.impacts ? (score.found ? 'found' : 'MISSED') : 'nothing to find';
  const cells = [
    clip.padEnd(nameWidth),
    `${sampling.fps === rateFor(sampling, true) ? '' : `${sampling.fps}-`}${rateFor(sampling, true)} fps`.padStart(8),
    `+${Math.round(sampling.offsetMs)} ms`.padStart(7),
    `${run.frames} frames`.padStart(12),
    verdict.padEnd(15),
    (score.delayS === null ? '' : `${score.delayS.toFixed(2)} s`).padStart(7),
    score.falseAlarms > 0 ? `${score.falseAlarms} FALSE` : '',
    score.repeats > 0 ? `${score.repeats} repeated` : '',
  ];
  return [cells.join('  ').trimEnd(), ...run.incidents.map((incident) => `    ${incidentText(incident)}`)].join('\n');
}

/** The last lines of the report. */
export function totalText(total: TotalScore): string {
  const seconds = (value: number | null) => (value === null ? 'none' : `${value.toFixed(2)} s`);
  const rate = total.withImpact === 0 ? '' : ` (${Math.round((100 * total.found) / total.withImpact)} %)`;
  return [
    `Found:          ${total.found} of ${total.withImpact} passes with an impact${rate}`,
    `False alarms:   ${total.falseAlarms} on ${total.passes} passes`,
    `Time to detect: ${seconds(total.meanDelayS)} on average, ${seconds(total.longestDelayS)} at most`,
    ...(total.repeats > 0 ? [`Repeated:       ${total.repeats} incidents for an event that had one`] : []),
  ].join('\n');
}

function incidentText({ atS, kind, confidence, evidence }: RaisedIncident): string {
  return `${kind} at ${atS.toFixed(2)} s, confidence ${confidence.toFixed(2)}: ${evidence.map(evidenceText).join(', ')}`;
}

function evidenceText({ name, weight, trackIds }: Evidence): string {
  return `${name} ${weight.toFixed(2)}${trackIds.length > 0 ? ` (${trackIds.map((id) => `#${id}`).join(' ')})` : ''}`;
}
