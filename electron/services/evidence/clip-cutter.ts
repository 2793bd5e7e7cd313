import { readFile, writeFile } from 'node:fs/promises';
import type { Gap } from '../../../shared/schemas/recording.ts';
import type { FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { RecordingLock, SegmentRecord, Stretch } from '../store/recording-repository.ts';
import type { ClipRecord } from '../store/evidence-repository.ts';
import { type ClipSource, cutClip, type CutClip } from './cut-clip.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import { explainHoles } from './explain-holes.ts';
import { fitClip, messengerBytes } from './fit-clip.ts';

/** What evidence needs of the recorder. */
export interface Recordings {
  /** True while the index may not know of every file yet. */
  readonly isRebuilding: boolean;
  segments(stretch: Stretch, limit: number): Promise<SegmentRecord[]>;
  gaps(stretch: Stretch): Promise<Gap[]>;
  readable(segment: SegmentRecord): Promise<string>;
  lock(lockId: string, stretch: Stretch & { readonly cameraIds: readonly string[] }): Promise<void>;
  unlock(lockId: string): Promise<void>;
  locks(): Promise<RecordingLock[]>;
  onIncident(cameraId: string, atMs: number): void;
}

export interface ClipCutterOptions {
  readonly recordings: Recordings;
  readonly files: EvidenceFiles;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly linesOf: (cameraId: string, fromMs: number, toMs: number) => string;
  readonly signal: AbortSignal;
  /** Clips above it get a smaller copy. */
  readonly maxMessageBytes?: number;
}

export type ClipResult = Pick<ClipRecord, 'state' | 'startMs' | 'endMs' | 'bytes' | 'sha256' | 'holes' | 'problem'>;
const mostSegments = 10_000;

/** Makes the file of a clip, with its boxes beside it. */
export class ClipCutter {
  readonly #options: ClipCutterOptions;

  constructor(options: ClipCutterOptions) {
    this.#options = options;
  }

  /** Cuts a clip of an incident. Done again after a crash it makes the same file anew. @throws {Error} when disk or ffmpeg fail. */
  async cut(clip: ClipRecord, momentMs: number): Promise<ClipResult> {
    const { files, linesOf } = this.#options;
    const { incidentId, cameraId, fromMs, toMs } = clip;
    const target = files.clip(incidentId, cameraId);
    const made = await this.stretch({ cameraId, fromMs, toMs, momentMs, target });
    if (made.cut) {
      const fresh = linesOf(cameraId, made.cut.startMs, made.cut.endMs);
      const lines = withEarlier(await readFile(files.boxes(incidentId, cameraId), 'utf8').catch(() => ''), fresh);
      if (lines !== '') await writeFile(files.boxes(incidentId, cameraId), lines, { mode: 0o600 });
      if (made.cut.bytes > this.#maxMessageBytes) return { ...resultOf(made), problem: await this.#fit(clip, made.cut) };
    }
    return resultOf(made);
  }

  /** Cuts any stretch of a camera into a file, and says why something is missing. */
  async stretch(wanted: { cameraId: string; fromMs: number; toMs: number; momentMs: number; target: string }) {
    const { recordings, ffmpeg, signal } = this.#options;
    const { cameraId, fromMs, toMs, momentMs, target } = wanted;
    const within = { cameraIds: [cameraId], fromMs, toMs };
    const found = await recordings.segments(within, mostSegments);
    const segments: ClipSource[] = [];
    for (const one of found) {
      signal.throwIfAborted();
      segments.push({ file: await recordings.readable(one), startMs: one.startMs, endMs: one.endMs });
    }
    const path = segments.length > 0 ? (await ffmpeg()).path : '';
    const cut = segments.length > 0 ? await cutClip({ segments, fromMs, toMs, momentMs, target, ffmpeg: path, signal }) : null;
    const gaps = await recordings.gaps(within);
    const holes = explainHoles(cut?.holes ?? [{ fromMs, toMs }], gaps, cut?.otherFormat ?? []);
    return { cut, holes, hadFiles: segments.length > 0 };
  }

  get #maxMessageBytes(): number {
    return this.#options.maxMessageBytes ?? messengerBytes;
  }

  /** The clip itself is fine without: @returns why there is no smaller copy, null when there is one. */
  async #fit({ incidentId, cameraId }: ClipRecord, { startMs, endMs }: CutClip): Promise<string | null> {
    const { files, ffmpeg, signal } = this.#options;
    const [source, target] = [files.clip(incidentId, cameraId), files.smallClip(incidentId, cameraId)];
    const { path } = await ffmpeg();
    try {
      await fitClip({ source, target, durationMs: endMs - startMs, ffmpeg: path, maxBytes: this.#maxMessageBytes, signal });
      return null;
    } catch (error) {
      // Told to stop: the next start does it all again.
      signal.throwIfAborted();
      return `too large for messengers: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500);
    }
  }
}

function resultOf({ cut, holes }: Awaited<ReturnType<ClipCutter['stretch']>>): ClipResult {
  if (!cut) return { state: 'missing', startMs: null, endMs: null, bytes: null, sha256: null, holes, problem: null };
  const { startMs, endMs, bytes, sha256 } = cut;
  return { state: 'ready', startMs, endMs, bytes, sha256, holes, problem: null };
}

/** A clip that is cut again after a restart keeps the boxes that memory has lost. */
function withEarlier(saved: string, fresh: string): string {
  const atMs = (line: string) => Number(/^\{"atMs":(\d+)/.exec(line)?.[1] ?? Number.NaN);
  const firstMs = fresh === '' ? Number.POSITIVE_INFINITY : atMs(fresh);
  const earlier = saved.split('\n').filter((line) => atMs(line) < firstMs);
  return earlier.map((line) => `${line}\n`).join('') + fresh;
}
