import { setImmediate as breath } from 'node:timers/promises';
import type { RemoteArchiveSettings, RemoteArchiveStatus } from '../../../../shared/schemas/remote-archive.ts';
import { dayMs, type NowMs } from '../../clock.ts';
import type { RemoteObjectRepository } from '../../store/remote-object-repository.ts';
import type { UploadWork } from './upload-work.ts';

export interface ArchiveTotalsOptions {
  readonly objects: Pick<RemoteObjectRepository, 'oldestMs' | 'amounts'>;
  readonly work: Pick<UploadWork, 'waiting'>;
  readonly nowMs: NowMs;
}

export type Totals = Pick<RemoteArchiveStatus, 'stored' | 'onlyThere' | 'waiting' | 'lastStoredAtMs'>;

/** Adding up takes at most this share of the time, and what was added up is never older than the second number. */
const mostShare = 0.05;
const keptMs = 60_000;
const muchMs = 500;

const none = { files: 0, bytes: 0 };
export const noTotals: Totals = { stored: none, onlyThere: none, waiting: { ...none, oldestMs: null }, lastStoredAtMs: null };

/** Adds up what is in the archive and what waits, day by day, so that a million rows never hold up an alert. */
export class ArchiveTotals {
  readonly #options: ArchiveTotalsOptions;
  #last: { readonly totals: Totals; readonly key: string; readonly atMs: number; readonly tookMs: number } | null = null;
  #generation = 0;
  #adding: { readonly key: string; readonly totals: Promise<Totals> } | null = null;

  constructor(options: ArchiveTotalsOptions) {
    this.#options = options;
  }

  /** Something has changed: it is added up anew when it is asked for next, unless that is much work. */
  forget(): void {
    if ((this.#last?.tookMs ?? 0) > muchMs) return;
    this.#last = null;
    this.#adding = null;
    this.#generation += 1;
  }

  async of(place: string, settings: RemoteArchiveSettings): Promise<Totals> {
    const { enabled, uploadAfterDays, keepDays } = settings;
    const key = JSON.stringify([place, enabled, uploadAfterDays, keepDays]);
    const last = this.#last;
    const isFresh = last && performance.now() - last.atMs < Math.min(keptMs, last.tookMs / mostShare - last.tookMs);
    if (isFresh && last.key === key) return last.totals;
    if (this.#adding?.key !== key) this.#adding = { key, totals: this.#add(key, place, settings) };
    const { totals } = this.#adding;
    return totals.finally(() => {
      if (this.#adding?.totals === totals) this.#adding = null;
    });
  }

  async #add(key: string, place: string, settings: RemoteArchiveSettings): Promise<Totals> {
    const { objects, work, nowMs } = this.#options;
    const startedMs = performance.now();
    const generation = this.#generation;
    let totals = noTotals;
    const toMs = nowMs() + dayMs;
    for (let fromMs = (await objects.oldestMs()) ?? toMs; fromMs < toMs; fromMs += dayMs) {
      const day = { fromMs, toMs: fromMs + dayMs };
      const { stored, onlyThere, lastMs } = await objects.amounts(place, day);
      const waiting = settings.enabled ? await work.waiting(settings, day) : noTotals.waiting;
      totals = {
        ...{ stored: plus(totals.stored, stored), onlyThere: plus(totals.onlyThere, onlyThere) },
        waiting: { ...plus(totals.waiting, waiting), oldestMs: totals.waiting.oldestMs ?? waiting.oldestMs },
        lastStoredAtMs: lastMs === null ? totals.lastStoredAtMs : Math.max(lastMs, totals.lastStoredAtMs ?? 0),
      };
      await breath();
    }
    // Of what was forgotten meanwhile nobody knows what it missed.
    if (this.#generation === generation) this.#last = { totals, key, atMs: performance.now(), tookMs: performance.now() - startedMs };
    return totals;
  }
}

function plus(a: Totals['stored'], b: Totals['stored']): Totals['stored'] {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}
