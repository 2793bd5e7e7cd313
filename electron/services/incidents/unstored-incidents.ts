import type { IncidentKind } from '../../../shared/schemas/incident.ts';
import type { IncidentRecord } from '../store/incident-record.ts';
import type { PlannedIncident } from './planned-incident.ts';

/** An incident the database did not take: the disk is full, or the server is away. */
export interface Unstored extends Omit<PlannedIncident, 'problem'> {
  readonly deliveryId: string;
}

/** Incidents whose alert went out although they could not be stored; kept in memory and stored as soon as that works. */
export class UnstoredIncidents {
  readonly #waiting = new Map<string, Unstored>();
  readonly #store: (unstored: Unstored) => Promise<void>;
  readonly #retryMs: number;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** @param store writes one; a throw means: try again in `retryMs`. */
  constructor(store: (unstored: Unstored) => Promise<void>, retryMs: number) {
    this.#store = store;
    this.#retryMs = retryMs;
  }

  get size(): number {
    return this.#waiting.size;
  }

  add(unstored: Unstored): void {
    this.#waiting.set(unstored.record.id, unstored);
    this.#wakeLater();
  }

  get(id: string): IncidentRecord | null {
    return this.#waiting.get(id)?.record ?? null;
  }

  /** The one that was raised under this key. */
  findByKey(candidateKey: string): IncidentRecord | null {
    for (const { record } of this.#waiting.values()) if (record.candidateKey === candidateKey) return record;
    return null;
  }

  /** The one of this kind on this camera whose candidates reach into [fromMs, toMs]. */
  findAround(cameraId: string, kind: IncidentKind, fromMs: number, toMs: number): IncidentRecord | null {
    for (const { record } of this.#waiting.values()) {
      if (record.cameraId === cameraId && record.kind === kind && record.lastCandidateAtMs >= fromMs && record.frameAtMs <= toMs)
        return record;
    }
    return null;
  }

  /** Adds a later candidate to an incident that waits here. @returns it as it is then. */
  addCandidate(record: IncidentRecord, confidence: number, frameAtMs: number): IncidentRecord {
    const merged = {
      ...record,
      confidence: Math.max(record.confidence, confidence),
      lastCandidateAtMs: Math.max(record.lastCandidateAtMs, frameAtMs),
      candidateCount: record.candidateCount + 1,
    };
    const unstored = this.#waiting.get(record.id);
    if (unstored) this.#waiting.set(record.id, { ...unstored, record: merged });
    return merged;
  }

  /** Tries each once, oldest first; stops at the first that fails. */
  async retry(): Promise<void> {
    for (const [id, unstored] of [...this.#waiting]) {
      try {
        await this.#store(unstored);
      } catch {
        // The reason was told when it first failed; while the database is away every attempt would only repeat it.
        break;
      }
      this.#waiting.delete(id);
    }
    this.#wakeLater();
  }

  /** Tries once more, then stops. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.retry();
  }

  #wakeLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = this.#waiting.size > 0 && !this.#closed ? setTimeout(() => void this.retry(), this.#retryMs) : null;
    this.#timer?.unref();
  }
}
