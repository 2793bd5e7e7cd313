import { randomUUID } from 'node:crypto';
import type { Place } from '../../../shared/domain/reach.ts';
import { isClosed } from '../../../shared/domain/incident-life-cycle.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Via } from '../../../shared/schemas/channel-name.ts';
import type { EmergencyInput } from '../../../shared/schemas/emergency.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import type { NowMs } from '../clock.ts';
import type { EmergencyReport, IncidentCamera } from '../incidents/new-incident.ts';
import { KeyedQueue } from '../keyed-queue.ts';

/** Presses of one person this soon after another are one call: people in distress press more than once. Milliseconds. */
const sameCallMs = 30_000;

export interface EmergencyServiceOptions {
  readonly incidents: { raiseEmergency(report: EmergencyReport): Promise<Incident>; get(id: string): Promise<Incident> };
  /** @throws {AppError} `not_found`. */
  readonly camera: (id: string) => IncidentCamera;
  /** The present picture of a camera; null = it shows none. */
  readonly picture: (cameraId: string) => Uint8Array | null;
  readonly nowMs: NowMs;
}

/** Calls for help by people: from the console, the phone view and other programs. */
export class EmergencyService {
  readonly #options: EmergencyServiceOptions;
  readonly #queue = new KeyedQueue();
  /** Person → their last call. */
  readonly #calls = new Map<string, { readonly incidentId: string; readonly atMs: number }>();

  constructor(options: EmergencyServiceOptions) {
    this.#options = options;
  }

  /** A new incident, or the one this call belongs to. @throws {AppError} `not_found` when the camera is unknown, or not to be known. */
  call(input: EmergencyInput, who: string, via: Via, mayKnow: (place: Place) => boolean = () => true): Promise<Incident> {
    return this.#queue.run(who, () => this.#call(input, who, via, mayKnow));
  }

  async #call(input: EmergencyInput, who: string, via: Via, mayKnow: (place: Place) => boolean): Promise<Incident> {
    const { incidents, camera, picture, nowMs } = this.#options;
    const atMs = nowMs();
    const place = input.cameraId === null ? null : camera(input.cameraId);
    if (place && !mayKnow({ cameraId: place.id, siteId: place.siteId })) throw new AppError('not_found', 'There is no such camera.');
    const known = await this.#openCallOf(who, atMs);
    if (known) return known;
    const incident = await incidents.raiseEmergency({
      requestId: input.requestId ?? randomUUID(),
      who,
      via,
      text: input.text,
      location: input.location,
      camera: place,
      jpeg: place && picture(place.id),
      atMs,
    });
    this.#calls.set(who, { incidentId: incident.id, atMs });
    return incident;
  }

  async #openCallOf(who: string, atMs: number): Promise<Incident | null> {
    for (const [caller, call] of this.#calls) if (atMs - call.atMs > sameCallMs) this.#calls.delete(caller);
    const call = this.#calls.get(who);
    if (!call) return null;
    try {
      const incident = await this.#options.incidents.get(call.incidentId);
      return isClosed(incident.status) ? null : incident;
    } catch {
      // Its incident is gone or cannot be read: this call stands for itself.
      return null;
    }
  }
}
