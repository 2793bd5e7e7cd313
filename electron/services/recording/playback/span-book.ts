import { dayMs } from '../../clock.ts';
import { setImmediate as breath } from 'node:timers/promises';
import type { RecordingRepository } from '../../store/recording-repository.ts';
import { type Span, tolerableMs } from '../find-gaps.ts';
import { mergeSpans } from './merge-spans.ts';

/** One camera and UTC day: the segments that begin in it. */
type Page = readonly Span[];

const dayOf = (atMs: number) => Math.floor(atMs / dayMs);
const keyOf = (cameraId: string, day: number) => `${cameraId} ${day}`;
/** Days of cameras that are remembered; one is a handful of spans. */
const mostPages = 50_000;

/**
 * Remembers where there is video, a page for each camera and day, so that a month of sixteen cameras is not read from 700 000 rows
 * each time somebody looks. It learns of every change because the recorder writes through `over`.
 */
export class SpanBook {
  readonly #repository: RecordingRepository;
  readonly #pages = new Map<string, Page>();
  /** Counts changes of pages that are being read. */
  readonly #reading = new Map<string, { changes: number }>();

  constructor(repository: RecordingRepository) {
    this.#repository = repository;
  }

  /** The repository to write through: what it does is known here at once. */
  over(): RecordingRepository {
    const repository = this.#repository;
    return {
      ...repository,
      insert: async (segment) => {
        await repository.insert(segment);
        this.#add(segment.cameraId, { fromMs: segment.startMs, toMs: segment.endMs });
      },
      change: async (id, change) => {
        const before = change.endMs === undefined ? null : await repository.get(id);
        await repository.change(id, change);
        if (!before || change.endMs === undefined) return;
        if (change.endMs < before.endMs) this.#forget(before.cameraId, before.startMs);
        else this.#add(before.cameraId, { fromMs: before.startMs, toMs: change.endMs });
      },
      removeAs: async (segments, cause) => {
        await repository.removeAs(segments, cause);
        for (const { cameraId, startMs } of segments) this.#forget(cameraId, startMs);
      },
    };
  }

  /** Spans with video that touch [fromMs, toMs), oldest first, merged over the time a camera takes from one picture to the next. */
  async within(cameraId: string, fromMs: number, toMs: number): Promise<Span[]> {
    const found: Span[] = [];
    for (let day = dayOf(fromMs) - 1; day <= dayOf(toMs - 1); day += 1) found.push(...(await this.#page(cameraId, day)));
    return mergeSpans(found, tolerableMs).filter((span) => span.toMs > fromMs && span.fromMs < toMs);
  }

  async #page(cameraId: string, day: number): Promise<Page> {
    const key = keyOf(cameraId, day);
    const known = this.#pages.get(key);
    if (known) return known;
    // Reading a month must not hold up an alert: others get their turn between two days.
    await breath();
    const reading = this.#reading.get(key) ?? { changes: 0 };
    this.#reading.set(key, reading);
    const { changes } = reading;
    const page = mergeSpans(await this.#repository.spans(cameraId, day * dayMs, (day + 1) * dayMs), tolerableMs);
    if (this.#reading.get(key) === reading && reading.changes === changes) this.#keep(key, page);
    this.#reading.delete(key);
    return page;
  }

  #keep(key: string, page: Page): void {
    this.#pages.set(key, page);
    const oldest = this.#pages.keys().next().value;
    if (this.#pages.size > mostPages && oldest !== undefined) this.#pages.delete(oldest);
  }

  #add(cameraId: string, span: Span): void {
    const key = keyOf(cameraId, dayOf(span.fromMs));
    this.#touch(key);
    const page = this.#pages.get(key);
    if (!page) return;
    const sorted = [...page, span].sort((a, b) => a.fromMs - b.fromMs);
    this.#pages.set(key, mergeSpans(sorted, tolerableMs));
  }

  #forget(cameraId: string, startMs: number): void {
    const key = keyOf(cameraId, dayOf(startMs));
    this.#touch(key);
    this.#pages.delete(key);
  }

  #touch(key: string): void {
    const reading = this.#reading.get(key);
    if (reading) reading.changes += 1;
  }
}
