import type { IncidentKind } from '../../shared/schemas/incident.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { coverOfSmaller } from './box-geometry.ts';
import { limits } from './limits.ts';
import type { TrackMemory } from './track-memory.ts';

interface Raised {
  readonly kind: IncidentKind;
  readonly atMs: number;
  readonly zone: Box;
  busyMs: number;
}

/** Remembers what was raised, so that one event is one incident however many impacts it has and however long it stands there. */
export class RaisedIncidents {
  #raised: Raised[] = [];

  /** Whether an incident now would be the same event: soon after the last of its kind, or at a place that has not been clear since. */
  covers(kind: IncidentKind, zone: Box, nowMs: number): boolean {
    return this.#raised.some((one) => one.kind === kind && (nowMs - one.atMs < limits.quietMs || coverOfSmaller(one.zone, zone) > 0.2));
  }

  add(kind: IncidentKind, zone: Box, nowMs: number): void {
    this.#raised.push({ kind, zone, atMs: nowMs, busyMs: nowMs });
  }

  /** The kind is still being seen at the place. */
  renew(kind: IncidentKind, zone: Box, nowMs: number): void {
    for (const one of this.#raised) if (one.kind === kind && coverOfSmaller(one.zone, zone) > 0.2) one.busyMs = nowMs;
  }

  /** Lets time pass. @param vehicles detected on this frame: those that stand at the place keep it from being clear */
  update(vehicles: readonly TrackMemory[], nowMs: number): void {
    for (const { bbox, standingMs } of vehicles) if (standingMs >= limits.standingForMs) this.renew('accident', bbox, nowMs);
    this.#raised = this.#raised.filter(({ busyMs }) => nowMs - busyMs <= limits.placeClearMs);
  }
}
