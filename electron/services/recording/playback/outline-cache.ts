import { AppError } from '../../../../shared/errors.ts';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import { type ScannedSegment, scanSegment } from '../scan-segment.ts';

/** A segment as a file that can be read now. */
export interface SegmentFile {
  readonly segment: SegmentRecord;
  readonly path: string;
}

/** Of nine cameras some minutes; one of a minute is about 10 kB. */
const mostOutlines = 400;

/** Where everything lies in the files that were looked at last. */
export class OutlineCache {
  readonly #outlines = new Map<string, Promise<ScannedSegment>>();

  /** Closed files do not change but by the archive, and then their size does. @throws {AppError} `unavailable`. */
  of({ segment, path }: SegmentFile): Promise<ScannedSegment> {
    const key = `${segment.id} ${segment.bytes}`;
    const known = this.#outlines.get(key);
    if (known) return known;
    const reading = read(path);
    this.#outlines.set(key, reading);
    reading.catch(() => this.#outlines.delete(key));
    const oldest = this.#outlines.keys().next().value;
    if (this.#outlines.size > mostOutlines && oldest !== undefined) this.#outlines.delete(oldest);
    return reading;
  }
}

async function read(path: string): Promise<ScannedSegment> {
  const scan = await scanSegment(path).catch((error: unknown) => {
    throw new AppError('unavailable', 'The file of this recording cannot be read.', { cause: error });
  });
  if (!scan.ok) throw new AppError('unavailable', `The file of this recording cannot be read: ${scan.reason}.`);
  return scan.segment;
}
