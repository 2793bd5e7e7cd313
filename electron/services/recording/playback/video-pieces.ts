import { AppError } from '../../../../shared/errors.ts';
import type { VideoPiece } from '../../../../shared/schemas/recording.ts';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import type { RecordingService } from '../recording-service.ts';
import type { OutlineCache, SegmentFile } from './outline-cache.ts';
import { type PieceQuestion, type PlannedPiece, planPiece } from './plan-piece.ts';
import { readPiece } from './read-piece.ts';

export interface VideoPiecesOptions {
  readonly recorder: Pick<RecordingService, 'segment' | 'beside'>;
  readonly file: (id: string) => Promise<SegmentFile>;
  readonly outlines: OutlineCache;
}

export interface PieceRequest extends Omit<PieceQuestion, 'fromOffset'> {
  /** `next` of the piece before, to go on without a hole. */
  readonly after: string | null;
}

export interface ReadablePiece {
  readonly piece: VideoPiece;
  readonly bytes: Buffer;
}

/** Where one piece ends and the next begins is rounded. */
const roundingMs = 20;

/** Recorded video in pieces that a decoder can begin with: one question brings what a seek needs. */
export class VideoPieces {
  readonly #options: VideoPiecesOptions;

  constructor(options: VideoPiecesOptions) {
    this.#options = options;
  }

  /**
   * The video of a camera from the key frame before a time, or on from where a piece ended; of one file at a time.
   * @returns null when nothing (more) is recorded until `atMs + lengthMs`.
   * @throws {AppError} `unavailable` when the file lies elsewhere or cannot be read.
   */
  async at(cameraId: string, request: PieceRequest): Promise<ReadablePiece | null> {
    const last = request.after === null ? null : await this.#lastOf(cameraId, request.after);
    if (!last) return this.#from(cameraId, request);
    const found = await this.#piece(last.segment, { ...request, fromOffset: last.offset });
    if (found || last.segment.open) return found;
    return this.#from(cameraId, { ...request, atMs: Math.max(request.atMs, last.segment.endMs) });
  }

  async #from(cameraId: string, request: PieceRequest): Promise<ReadablePiece | null> {
    const { before, after } = await this.#options.recorder.beside(cameraId, request.atMs + roundingMs);
    const holds = before && before.endMs > request.atMs + roundingMs;
    if (holds) return this.#piece(before, { ...request, fromOffset: null });
    const isSoon = after && after.startMs < request.atMs + request.lengthMs;
    return isSoon ? this.#piece(after, { ...request, fromOffset: null }) : null;
  }

  /** @returns null when its file is gone, or another one since the archive made it smaller */
  async #lastOf(cameraId: string, after: string): Promise<{ segment: SegmentRecord; offset: number } | null> {
    const [id = '', tier, offset] = after.split('.');
    const segment = await this.#options.recorder.segment(id);
    return segment?.cameraId === cameraId && segment.tier === tier ? { segment, offset: Number(offset) } : null;
  }

  async #piece(segment: SegmentRecord, question: PieceQuestion): Promise<ReadablePiece | null> {
    const { file, outlines } = this.#options;
    const { path } = await file(segment.id);
    const scan = await outlines.of({ segment, path });
    const planned = planPiece(scan, question);
    if (!planned) return null;
    const bytes = await readPiece(path, scan, planned, question.everyMs > 0).catch((cause: unknown) => {
      throw new AppError('unavailable', 'The file of this recording cannot be read.', { cause });
    });
    const pictures = scan.fragments.reduce((sum, fragment) => sum + fragment.pictures, 0);
    const { startMs, endMs, codec, initBytes: headBytes } = scan;
    const facts = { segmentId: segment.id, startMs, codec, headBytes, frameMs: (endMs - startMs) / pictures, open: segment.open };
    return { bytes, piece: { ...facts, fromMs: planned.fromMs, toMs: planned.toMs, next: nextOf(segment, scan.wholeBytes, planned) } };
  }
}

function nextOf({ id, tier, open }: SegmentRecord, wholeBytes: number, { nextOffset }: PlannedPiece): string | null {
  if (nextOffset !== null) return `${id}.${tier}.${nextOffset}`;
  // What is written next begins where the file ends now.
  return open ? `${id}.${tier}.${wholeBytes}` : null;
}
