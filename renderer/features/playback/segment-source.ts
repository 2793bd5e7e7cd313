import type { StationClient } from './station-client.ts';
import type { Segment, SegmentOutline } from '../../../shared/schemas/recording.ts';

const aroundMs = 600_000;
/** Files being written grow: what was read of them is old after this. */
const staleMs = 1_500;

/** The files of one camera around a time, and where what lies in them. */
export class SegmentSource {
  readonly #client: StationClient;
  readonly #cameraId: string;
  #list: { readonly fromMs: number; readonly toMs: number; readonly readMs: number; readonly segments: readonly Segment[] } | null = null;
  readonly #outlines = new Map<string, { readonly readMs: number; readonly outline: SegmentOutline }>();

  constructor(client: StationClient, cameraId: string) {
    this.#client = client;
    this.#cameraId = cameraId;
  }

  /** Oldest first; those that touch at least [atMs, untilMs). */
  async around(atMs: number, untilMs: number): Promise<readonly Segment[]> {
    const list = this.#list;
    const covers = list && list.fromMs <= atMs && list.toMs >= untilMs;
    const mayGrow = !list || untilMs > list.readMs + this.#offsetMs - 120_000;
    if (list && covers && (!mayGrow || Date.now() - list.readMs < staleMs)) return list.segments;
    const stretch = { fromMs: Math.max(0, Math.floor(atMs - aroundMs)), toMs: Math.ceil(untilMs + aroundMs) };
    const readMs = Date.now();
    const { segments } = await this.#client.call('recordings.segments', { cameraIds: [this.#cameraId], ...stretch, limit: 2_000 });
    this.#list = { ...stretch, readMs, segments };
    return segments;
  }

  async outline(segment: Segment): Promise<SegmentOutline> {
    const known = this.#outlines.get(segment.id);
    if (known && (!known.outline.segment.open || Date.now() - known.readMs < staleMs)) return known.outline;
    const outline = await this.#client.call('recordings.outline', { id: segment.id });
    this.#outlines.set(segment.id, { readMs: Date.now(), outline });
    const oldest = this.#outlines.keys().next().value;
    if (this.#outlines.size > 40 && oldest !== undefined) this.#outlines.delete(oldest);
    return outline;
  }

  /** The station's clock may differ from this one. */
  #offsetMs = 0;
  setClockOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}

/** Some bytes of a segment; the session's cookie goes along. `to` belongs to it. */
export async function fetchBytes(segmentId: string, from: number, to: number, signal: AbortSignal): Promise<ArrayBuffer> {
  const answer = await fetch(`/api/recordings/segments/${segmentId}.mp4`, { headers: { range: `bytes=${from}-${to}` }, signal });
  if (answer.status !== 206) throw new Error(`the recording was not given: ${answer.status}`);
  return answer.arrayBuffer();
}
