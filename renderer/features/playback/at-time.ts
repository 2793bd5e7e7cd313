import type { GapCause, TimelineCamera, TimelineIncident } from '../../../shared/schemas/recording.ts';

/** What there is of a camera at a time; `unknown` = the timeline was not read there. */
export type AtTime = { readonly kind: 'video' | 'unknown' } | { readonly kind: 'gap'; readonly cause: GapCause; readonly toMs: number };

export function atTime(camera: Pick<TimelineCamera, 'spans' | 'gaps'> | undefined, atMs: number): AtTime {
  const holds = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => fromMs <= atMs && atMs < toMs;
  const gap = camera?.gaps.find(holds);
  if (gap) return { kind: 'gap', cause: gap.cause, toMs: gap.toMs };
  return { kind: camera?.spans.some(holds) ? 'video' : 'unknown' };
}

/** When there is video again on any of these cameras. @returns null when there is some at this time, or none later */
export function nextVideo(cameras: readonly Pick<TimelineCamera, 'spans'>[], atMs: number): number | null {
  let next: number | null = null;
  for (const { spans } of cameras) {
    for (const { fromMs, toMs } of spans) {
      if (fromMs <= atMs && atMs < toMs) return null;
      if (fromMs > atMs) next = Math.min(next ?? fromMs, fromMs);
    }
  }
  return next;
}

/** A jump to just after where one is shall still find the next: they are watched from a little before. */
export const leadMs = 5_000;

/** @param direction 1 = the next one, -1 = the one before */
export function incidentBeside(incidents: readonly TimelineIncident[], atMs: number, direction: 1 | -1): TimelineIncident | null {
  const start = ({ atMs: at }: TimelineIncident) => at - leadMs;
  if (direction === 1) return incidents.find((incident) => start(incident) > atMs + 500) ?? null;
  return incidents.findLast((incident) => start(incident) < atMs - 1_500) ?? null;
}

export interface Cluster {
  readonly x: number;
  readonly incidents: readonly TimelineIncident[];
}

/** Marks that would lie on each other are one. */
export function clustered(marks: readonly { readonly x: number; readonly incident: TimelineIncident }[], apart: number): Cluster[] {
  const clusters: { x: number; incidents: TimelineIncident[] }[] = [];
  for (const { x, incident } of marks) {
    const last = clusters.at(-1);
    if (last && x - last.x < apart) last.incidents.push(incident);
    else clusters.push({ x, incidents: [incident] });
  }
  return clusters;
}
