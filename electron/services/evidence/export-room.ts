import { statfs } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import type { ExportRequest } from '../../../shared/schemas/evidence.ts';
import type { Store } from '../store/store.ts';
import type { Recordings } from './clip-cutter.ts';

export interface ExportRoomOptions {
  readonly store: Pick<Store, 'evidence'>;
  readonly recordings: Pick<Recordings, 'segments'>;
  /** On whose disk exports are made. */
  readonly dataDir: string;
  readonly freeBytes?: () => Promise<number>;
}

/** Cut, joined and zipped a video is on the disk up to three times; with time drawn in its copy comes on top. */
const copies = { plain: 3, burnIn: 5 };
/** Left for everything else that the station writes. */
const reserveBytes = 200_000_000;
const mostSegments = 20_000;

/** Says before an export is begun why it could not be made. */
export class ExportRoom {
  readonly #options: ExportRoomOptions;

  constructor(options: ExportRoomOptions) {
    this.#options = options;
  }

  /** @throws {AppError} `not_found` when nothing is recorded of a stretch; `unavailable` when the disk has no room. */
  async assertPossible(request: ExportRequest): Promise<void> {
    const bytes = request.cameraIds ? await this.#ofStretch(request) : await this.#ofIncidents(request.incidentIds ?? []);
    const neededBytes = bytes * (request.burnIn ? copies.burnIn : copies.plain) + reserveBytes;
    const freeBytes = await this.#freeBytes();
    if (freeBytes >= neededBytes) return;
    const inWords = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
    throw new AppError(
      'unavailable',
      `The disk has no room for this export: it needs about ${inWords(neededBytes)}, free are ${inWords(freeBytes)}.`,
    );
  }

  async #ofStretch({ cameraIds = [], fromMs = 0, toMs = 0 }: ExportRequest): Promise<number> {
    const segments = await this.#options.recordings.segments({ cameraIds, fromMs, toMs }, mostSegments);
    if (segments.length === 0) throw new AppError('not_found', 'Nothing is recorded of these cameras in this stretch of time.');
    const share = ({ startMs, endMs }: { startMs: number; endMs: number }) =>
      (Math.min(endMs, toMs) - Math.max(startMs, fromMs)) / Math.max(1, endMs - startMs);
    return segments.reduce((sum, segment) => sum + segment.bytes * Math.max(0, share(segment)), 0);
  }

  async #ofIncidents(ids: readonly string[]): Promise<number> {
    let sum = 0;
    for (const id of ids) for (const { bytes } of await this.#options.store.evidence.clipsOf(id)) sum += bytes ?? 0;
    return sum;
  }

  async #freeBytes(): Promise<number> {
    if (this.#options.freeBytes) return this.#options.freeBytes();
    const { bavail, bsize } = await statfs(this.#options.dataDir);
    return bavail * bsize;
  }
}
