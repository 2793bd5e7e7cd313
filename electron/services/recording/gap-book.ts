import { randomUUID } from 'node:crypto';
import type { GapCause } from '../../../shared/schemas/recording.ts';
import type { GapRepository } from '../store/recording-gap-repository.ts';
import type { RetryQueue } from './retry-queue.ts';

interface Page {
  cause: GapCause | null;
  /** The row that is open; null while video is written. */
  row: string | null;
}

/** Notes for each camera why nothing is recorded, from when to when. */
export class GapBook {
  readonly #repository: GapRepository;
  readonly #queue: RetryQueue;
  readonly #pages = new Map<string, Page>();

  constructor(repository: GapRepository, queue: RetryQueue) {
    this.#repository = repository;
    this.#queue = queue;
  }

  /** @param cause null = video is written from `atMs` on */
  set(cameraId: string, cause: GapCause | null, atMs: number): void {
    const page = this.#pages.get(cameraId) ?? { cause: null, row: null };
    this.#pages.set(cameraId, page);
    if (page.cause === cause) return;
    if (page.row !== null) this.#end(page.row, atMs);
    page.cause = cause;
    page.row = cause === null ? null : this.#begin(cameraId, cause, atMs);
  }

  /** The camera is gone, or the station closes: nothing is said of the time after. */
  leave(cameraId: string, atMs: number): void {
    const row = this.#pages.get(cameraId)?.row ?? null;
    if (row !== null) this.#end(row, atMs);
    this.#pages.delete(cameraId);
  }

  #begin(cameraId: string, cause: GapCause, atMs: number): string {
    const id = randomUUID();
    this.#queue.add(() => this.#repository.beginGap(cameraId, atMs, cause, id));
    return id;
  }

  #end(row: string, atMs: number): void {
    this.#queue.add(() => this.#repository.endGap(row, atMs));
  }
}
