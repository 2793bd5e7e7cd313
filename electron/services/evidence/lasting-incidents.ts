import type { Incident } from '../../../shared/schemas/incident.ts';
import { defaultCameraRecording } from '../../../shared/schemas/recording.ts';
import type { ClipRecord } from '../store/evidence-repository.ts';
import type { EvidenceServiceOptions } from './evidence-service.ts';

export interface LastingOptions extends Pick<EvidenceServiceOptions, 'store' | 'recordings' | 'cameras' | 'nowMs'> {
  /** What is being recorded is on the disk this much later. */
  readonly settleMs: number;
}

/** However long an incident goes on being seen, so much of it is kept as its evidence. */
const mostMs = 10 * 60_000;
/** Less than this longer is not worth another cut. */
const stepMs = 1_000;

/**
 * An incident that goes on: its stretch is kept and, in the mode `event`, recorded until after it was last seen. The clip that people
 * were told of is cut as early as ever, and once more when it is over.
 */
export class LastingIncidents {
  readonly #options: LastingOptions;
  /** Whether the last look found any, or one was told of since; the first look finds those of before a restart. */
  #mayBeAny = true;

  constructor(options: LastingOptions) {
    this.#options = options;
  }

  /** The incident was seen (again) at `atMs`. */
  async seen({ id, cameraId, timing }: Pick<Incident, 'id' | 'cameraId' | 'timing'>, atMs: number): Promise<void> {
    if (atMs <= timing.frameAtMs) return;
    const { store, recordings, cameras } = this.#options;
    const lock = await store.evidence.lock(id);
    if (!lock?.locked) return;
    const { afterS } = cameras().find((camera) => camera.id === cameraId)?.recording ?? defaultCameraRecording;
    const toMs = Math.min(atMs + afterS * 1000, timing.frameAtMs + mostMs);
    if (toMs < lock.toMs + stepMs) return;
    for (const concerned of lock.cameraIds) recordings.onIncident(concerned, toMs - afterS * 1000);
    await recordings.lock(id, { cameraIds: lock.cameraIds, fromMs: lock.fromMs, toMs });
    await store.evidence.lengthenLock(id, toMs);
    this.#mayBeAny = true;
  }

  /** Has clips of incidents that are over cut again. @returns those that are still going on, whose boxes must be kept. */
  async look(): Promise<ClipRecord[]> {
    if (!this.#mayBeAny) return [];
    const { store, nowMs, settleMs } = this.#options;
    this.#mayBeAny = false;
    const outgrown = await store.evidence.outgrownClips(200);
    this.#mayBeAny ||= outgrown.length > 0;
    // Its first clip comes first: people wait for it.
    const isSettled = ({ state }: ClipRecord) => state !== 'waiting' && state !== 'cutting';
    const over = outgrown.filter(({ clip, lockToMs }) => isSettled(clip) && lockToMs <= nowMs() - settleMs);
    for (const { clip, lockToMs } of over)
      await store.evidence.changeClip(clip, { toMs: lockToMs, state: 'waiting', attempts: 0, problem: null });
    return outgrown.filter((one) => !over.includes(one)).map(({ clip }) => clip);
  }
}
