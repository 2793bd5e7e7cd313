import type { Told } from '../store/delivery-repository.ts';

type Event = Pick<Told, 'kind' | 'incidentId'> & { readonly cameraId: string | null };

/** Remembers when contacts were last told of each kind on each camera. An alert that was held back itself does not prolong the rest. */
export class Cooldown {
  readonly #told = new Map<string, { readonly incidentId: string; readonly atMs: number }>();

  note({ cameraId, kind, incidentId }: Event, atMs: number): void {
    if (cameraId !== null) this.#told.set(`${cameraId} ${kind}`, { incidentId, atMs });
  }

  /** True when another incident of this kind on this camera was told of less than `cooldownMs` ago. */
  covers({ cameraId, kind, incidentId }: Event, nowMs: number, cooldownMs: number): boolean {
    const last = cameraId === null ? undefined : this.#told.get(`${cameraId} ${kind}`);
    return last !== undefined && last.incidentId !== incidentId && nowMs - last.atMs < cooldownMs;
  }
}
