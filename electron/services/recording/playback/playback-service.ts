import type { SegmentOutline, Timeline } from '../../../../shared/schemas/recording.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { FfmpegBinary } from '../../cameras/ffmpeg-binary.ts';
import { KeyedQueue } from '../../keyed-queue.ts';
import type { Logger } from '../../logging/logger.ts';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import { segmentOf } from '../recording-handlers.ts';
import type { RecordingService } from '../recording-service.ts';
import { type ScannedSegment, scanSegment } from '../scan-segment.ts';
import { keyPicture } from './key-picture.ts';
import type { PictureCache } from './picture-cache.ts';
import { dayMs } from './span-book.ts';
import { readTimeline, type TimelineParts, type TimelineQuestion } from './timeline.ts';

export interface PlaybackOptions extends TimelineParts {
  readonly recorder: Pick<RecordingService, 'segment' | 'segments' | 'fileOf' | 'openSegments' | 'isRecording' | 'settled'>;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly pictures: PictureCache;
  readonly log: Pick<Logger, 'warn'>;
}

/** A segment as a file that can be read now. */
export interface SegmentFile {
  readonly segment: SegmentRecord;
  readonly path: string;
}

export interface Preview {
  readonly jpeg: Buffer;
  /** When the picture was captured. */
  readonly atMs: number;
}

/** A picture further away than this from the time that was asked for says nothing of it. */
const nearMs = 60_000;
const mostOutlines = 200;

/** Finds recorded video again: the timeline, the files, small pictures of them. */
export class PlaybackService {
  readonly #options: PlaybackOptions;
  readonly #outlines = new Map<string, ScannedSegment>();
  readonly #queue = new KeyedQueue();
  readonly #closing = new AbortController();

  constructor(options: PlaybackOptions) {
    this.#options = options;
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

  /** @throws {AppError} `not_found`; `unavailable` for one that lies elsewhere. */
  async file(id: string): Promise<SegmentFile> {
    const segment = await this.#options.recorder.segment(id);
    if (!segment) throw new AppError('not_found', 'There is no such recording.');
    if (segment.tier === 'remote') throw new AppError('unavailable', 'This recording lies in the archive and has to be fetched first.');
    return { segment, path: this.#options.recorder.fileOf(segment) };
  }

  /** @throws {AppError} as `file` does; `unavailable` when the file cannot be read. */
  async outline(id: string): Promise<SegmentOutline> {
    const file = await this.file(id);
    const { initBytes, fragments } = await this.#scan(file);
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
    const around = await recorder.segments({ cameraIds: [cameraId], fromMs: Math.max(0, atMs - nearMs), toMs: atMs + nearMs }, 1_000);
    const distance = ({ startMs, endMs }: SegmentRecord) => Math.max(startMs - atMs, atMs - endMs, 0);
    const [nearest] = around.filter(({ tier }) => tier !== 'remote').sort((a, b) => distance(a) - distance(b));
    if (!nearest) throw new AppError('not_found', 'Nothing was recorded around this time.');
    const file = await this.file(nearest.id);
    const outline = await this.#scan(file);
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

  /** Closed files do not change but by the archive, and then their size does. */
  async #scan({ segment, path }: SegmentFile): Promise<ScannedSegment> {
    const key = `${segment.id} ${segment.bytes}`;
    const known = this.#outlines.get(key);
    if (known) return known;
    const scan = await scanSegment(path).catch((error: unknown) => {
      throw new AppError('unavailable', 'The file of this recording cannot be read.', { cause: error });
    });
    if (!scan.ok) throw new AppError('unavailable', `The file of this recording cannot be read: ${scan.reason}.`);
    this.#outlines.set(key, scan.segment);
    const oldest = this.#outlines.keys().next().value;
    if (this.#outlines.size > mostOutlines && oldest !== undefined) this.#outlines.delete(oldest);
    return scan.segment;
  }
}
