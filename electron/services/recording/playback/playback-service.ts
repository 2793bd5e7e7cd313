import { dayMs } from '../../clock.ts';
import type { SegmentOutline, Timeline } from '../../../../shared/schemas/recording.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { FfmpegBinary } from '../../cameras/ffmpeg-binary.ts';
import { KeyedQueue } from '../../keyed-queue.ts';
import type { Logger } from '../../logging/logger.ts';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import { segmentOf } from '../recording-handlers.ts';
import type { RecordingService } from '../recording-service.ts';
import { keyPicture } from './key-picture.ts';
import { OutlineCache, type SegmentFile } from './outline-cache.ts';
import type { PictureCache } from './picture-cache.ts';
import { type PieceRequest, type ReadablePiece, VideoPieces } from './video-pieces.ts';
import { readTimeline, type TimelineParts, type TimelineQuestion } from './timeline.ts';

export interface PlaybackOptions extends TimelineParts {
  readonly recorder: Pick<RecordingService, 'segment' | 'beside' | 'readable' | 'isHere' | 'openSegments' | 'isRecording' | 'settled'>;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly pictures: PictureCache;
  readonly log: Pick<Logger, 'warn'>;
}

export interface Preview {
  readonly jpeg: Buffer;
  /** When the picture was captured. */
  readonly atMs: number;
}

/** Whose video the caller may see; what is out of reach is answered as what is not there, and never fetched for them. */
export type MayShow = (cameraId: string) => boolean;
const everybody: MayShow = () => true;

/** A picture further away than this from the time that was asked for says nothing of it. */
const nearMs = 60_000;

/** Finds recorded video again: the timeline, the files, small pictures of them. */
export class PlaybackService {
  readonly #options: PlaybackOptions;
  readonly #outlines = new OutlineCache();
  readonly #pieces: VideoPieces;
  readonly #queue = new KeyedQueue();
  readonly #closing = new AbortController();

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.#pieces = new VideoPieces({ recorder: options.recorder, file: (id) => this.file(id), outlines: this.#outlines });
  }

  /** @see VideoPieces.at */
  piece(cameraId: string, question: PieceRequest): Promise<ReadablePiece | null> {
    return this.#pieces.at(cameraId, question);
  }

  timeline(question: TimelineQuestion): Promise<Timeline> {
    return readTimeline(this.#options, question);
  }

  /** Reads the last weeks of some cameras beforehand, so that the first look at them is as quick as the next. */
  async warm(cameraIds: readonly string[], days: number): Promise<void> {
    const nowMs = this.#options.nowMs();
    for (const cameraId of cameraIds) {
      for (let ago = 0; ago < days && !this.#closing.signal.aborted; ago += 1) {
        await this.#options.spans.within(cameraId, nowMs - (ago + 1) * dayMs, nowMs - ago * dayMs);
      }
    }
  }

  /** Fetched first when it lies in the archive. @throws {AppError} `not_found`; `unavailable` when the archive does not give it. */
  async file(id: string, mayShow: MayShow = everybody): Promise<SegmentFile> {
    const segment = await this.#options.recorder.segment(id);
    if (!segment || !mayShow(segment.cameraId)) throw new AppError('not_found', 'There is no such recording.');
    return { segment, path: await this.#options.recorder.readable(segment) };
  }

  /** @throws {AppError} as `file` does; `unavailable` when the file cannot be read. */
  async outline(id: string, mayShow: MayShow = everybody): Promise<SegmentOutline> {
    const file = await this.file(id, mayShow);
    const { initBytes, fragments } = await this.#outlines.of(file);
    return {
      segment: segmentOf(file.segment),
      initBytes,
      fragments: fragments.map(({ offset, bytes, atMs, keyAtMs }) => ({ offset, bytes, atMs, keyAtMs })),
    };
  }

  /**
   * A small picture of a camera at a time: the key frame before it, or the nearest one there is. One is made at a time per camera.
   * @throws {AppError} `not_found` when nothing was recorded around that time.
   */
  preview(cameraId: string, atMs: number): Promise<Preview> {
    return this.#queue.run(cameraId, () => this.#preview(cameraId, atMs));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.idle();
  }

  async #preview(cameraId: string, atMs: number): Promise<Preview> {
    const { ffmpeg, pictures, log, recorder } = this.#options;
    const { before, after } = await recorder.beside(cameraId, atMs);
    const distance = ({ startMs, endMs }: SegmentRecord) => Math.max(startMs - atMs, atMs - endMs, 0);
    const near = [before, after].filter((one) => one !== null).filter((one) => distance(one) <= nearMs);
    const [nearest] = near.sort((a, b) => distance(a) - distance(b));
    // A small picture is not worth a file from far away.
    if (!nearest || !(await recorder.isHere(nearest))) throw new AppError('not_found', 'Nothing was recorded around this time.');
    const file = await this.file(nearest.id);
    const outline = await this.#outlines.of(file);
    const keys = outline.fragments.filter(({ keyAtMs }) => keyAtMs !== null);
    const key = keys.findLast(({ keyAtMs }) => (keyAtMs ?? 0) <= atMs) ?? keys[0];
    if (!key) throw new AppError('unavailable', 'No picture could be made of this recording.');
    const name = `${nearest.id}-${key.offset}`;
    const pictureAtMs = key.keyAtMs ?? key.atMs;
    const known = await pictures.get(name);
    if (known) return { jpeg: known, atMs: pictureAtMs };
    const jpeg = await keyPicture(await ffmpeg(), file.path, outline, key, this.#closing.signal);
    await pictures.put(name, jpeg).catch((error: unknown) => log.warn({ err: error }, 'a preview picture could not be kept'));
    return { jpeg, atMs: pictureAtMs };
  }
}
