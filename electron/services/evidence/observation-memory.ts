import type { Observation } from '../../../shared/schemas/observation.ts';

/** The longest time before an incident that can be kept. */
const keepMs = 130_000;
const mostEach = 6_000;

/**
 * Boxes of the last minutes of every camera, until the clips that they belong to are cut. Held in memory: a restart loses them, and
 * the file of boxes then begins later than its clip.
 */
export class ObservationMemory {
  readonly #lines = new Map<string, { atMs: number; line: string }[]>();
  #keptSince: ReadonlyMap<string, number> = new Map();

  note({ cameraId, capturedAtMs, width, height, tracks }: Observation): void {
    const lines = this.#lines.get(cameraId) ?? [];
    const boxes = tracks.map(({ id, label, score, bbox, state }) => ({ id, label, score, bbox, state }));
    lines.push({ atMs: capturedAtMs, line: JSON.stringify({ atMs: capturedAtMs, width, height, boxes }) });
    const sinceMs = Math.min(capturedAtMs - keepMs, this.#keptSince.get(cameraId) ?? Number.POSITIVE_INFINITY);
    const first = lines.findIndex(({ atMs }) => atMs >= sinceMs);
    if (first > 0 || lines.length > mostEach) lines.splice(0, Math.max(first, lines.length - mostEach));
    this.#lines.set(cameraId, lines);
  }

  /** Begin of what is still to be cut, by camera. */
  keepSince(since: ReadonlyMap<string, number>): void {
    this.#keptSince = since;
  }

  /** JSON lines of a stretch; empty when nothing was seen, or nothing analysed. */
  linesOf(cameraId: string, fromMs: number, toMs: number): string {
    const found = (this.#lines.get(cameraId) ?? []).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return found.map(({ line }) => `${line}\n`).join('');
  }

  forget(cameraId: string): void {
    this.#lines.delete(cameraId);
  }
}
