import { sha256OfFile } from '../sha256.ts';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFragment } from '../packets/mp4/write-fragment.ts';
import { initSegment, timescale } from '../packets/mp4/write-init.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { type ReadableSegment, readSegment, type TimedSample } from './segment-samples.ts';

export interface ClipSource {
  /** Absolute path. */
  readonly file: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface CutRequest {
  /** Oldest first. */
  readonly segments: readonly ClipSource[];
  readonly fromMs: number;
  readonly toMs: number;
  /** What the clip is about: where the video changed its format, the part that shows this moment is taken. */
  readonly momentMs: number;
  /** Absolute path of the file that is made. */
  readonly target: string;
  readonly ffmpeg: string;
  readonly signal?: AbortSignal;
}

export interface CutClip {
  readonly startMs: number;
  readonly endMs: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Stretches of what was asked for that the file does not show. */
  readonly holes: readonly Span[];
  /** Of these, where there was video that does not fit into one file with the rest. */
  readonly otherFormat: readonly Span[];
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Up to this long is how a camera goes from one picture to the next, not a hole. */
const tolerableMs = 1_500;

/**
 * Cuts a stretch out of recorded segments without encoding it again: from the last key frame before it, every picture at its own
 * time, so that second N of the file is `startMs` + N s also behind a hole. The file is there whole or not at all.
 * @returns null when no picture of the stretch can be read.
 */
export async function cutClip(request: CutRequest): Promise<CutClip | null> {
  const { target, ffmpeg, signal, fromMs, toMs } = request;
  const { run, otherFormat } = await chooseRun(request);
  if (!run) return null;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const [joined, unfinished] = [`${target}.joined`, `${target}.part`];
  try {
    const written = await writeJoined(joined, run.track, samplesWithin(run.segments, fromMs, toMs));
    if (!written) return null;
    const { shown, ...range } = written;
    // The index goes to the front, so that a player can begin before it has everything; the pictures stay as they are.
    const remux = ['-f', 'mp4', '-i', joined, '-map', '0:v:0', '-c', 'copy', '-movflags', '+faststart', '-f', 'mp4', unfinished];
    await runFfmpeg({ path: ffmpeg, args: remux, ...(signal ? { signal } : {}) });
    await syncFile(unfinished);
    const [{ size: bytes }, sha256] = [await stat(unfinished), await sha256OfFile(unfinished)];
    await rename(unfinished, target);
    await syncFile(dirname(target), process.platform === 'win32');
    return { ...range, bytes, sha256, holes: holesBetween(shown, fromMs, toMs), otherFormat };
  } finally {
    for (const leftOver of [joined, unfinished]) await rm(leftOver, { force: true });
  }
}

interface Run {
  readonly track: VideoTrack;
  readonly segments: ReadableSegment[];
  readonly sources: ClipSource[];
}

/** One file holds one format: of several, the part that shows the moment, else the longest. Files that cannot be read are passed over. */
async function chooseRun({ segments, momentMs }: CutRequest): Promise<{ run: Run | null; otherFormat: Span[] }> {
  const runs: Run[] = [];
  for (const source of segments) {
    const segment = await readSegment(source.file);
    if (!segment) continue;
    const last = runs.at(-1);
    if (last?.track.sampleEntry.equals(segment.track.sampleEntry)) {
      last.segments.push(segment);
      last.sources.push(source);
    } else runs.push({ track: segment.track, segments: [segment], sources: [source] });
  }
  const run = runs.find(({ sources }) => sources.some(({ startMs, endMs }) => startMs <= momentMs && momentMs < endMs)) ?? longest(runs);
  const others = runs.filter((other) => other !== run).flatMap(({ sources }) => sources);
  return { run, otherFormat: others.map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs })) };
}

const lengthOf = ({ sources }: Run) => sources.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
const longest = (runs: readonly Run[]): Run | null => [...runs].sort((a, b) => lengthOf(b) - lengthOf(a))[0] ?? null;

/** From the last key frame at or before the begin, or else from the first one after it. */
async function* samplesWithin(segments: readonly ReadableSegment[], fromMs: number, toMs: number): AsyncGenerator<readonly TimedSample[]> {
  let before: TimedSample[] = [];
  let hasBegun = false;
  for (const segment of segments) {
    for await (const fragment of segment.fragments()) {
      const now: TimedSample[] = [];
      for (const sample of fragment) {
        if (sample.atMs >= toMs) {
          if (now.length > 0) yield now;
          return;
        }
        if (hasBegun) now.push(sample);
        else if (sample.atMs <= fromMs) before = sample.isKey ? [sample] : before.length > 0 ? [...before, sample] : [];
        else if (before.length > 0 || sample.isKey) {
          hasBegun = true;
          now.push(...before, sample);
        }
      }
      if (now.length > 0) yield now;
    }
  }
}

async function writeJoined(file: string, track: VideoTrack, fragments: AsyncIterable<readonly TimedSample[]>) {
  let range: { startMs: number; endMs: number } | null = null;
  const shown: Span[] = [];
  let sequence = 0;
  const handle = await open(file, 'w', 0o600);
  try {
    for await (const samples of fragments) {
      const [first] = samples;
      const last = samples.at(-1);
      if (!first || !last) continue;
      if (!range) {
        range = { startMs: Math.round(first.atMs), endMs: 0 };
        await handle.writeFile(initSegment(track, range.startMs));
      }
      sequence += 1;
      const decodeTime = Math.max(0, Math.round(((first.atMs - range.startMs) * timescale) / 1000));
      await handle.writeFile(writeFragment(sequence, decodeTime, samples));
      range.endMs = Math.round(last.atMs + (last.duration * 1000) / timescale);
      shown.push({ fromMs: first.atMs, toMs: range.endMs });
    }
  } finally {
    await handle.close();
  }
  return range && { ...range, shown };
}

function holesBetween(shown: readonly Span[], fromMs: number, toMs: number): Span[] {
  const holes: Span[] = [];
  let seenMs = fromMs;
  for (const span of [...shown, { fromMs: toMs, toMs }]) {
    if (span.fromMs - seenMs > tolerableMs) holes.push({ fromMs: Math.round(seenMs), toMs: Math.round(span.fromMs) });
    seenMs = Math.max(seenMs, span.toMs);
  }
  return holes;
}

/** Resolves when it survives a power failure. @param skip for folders on Windows, which does that by itself */
async function syncFile(path: string, skip = false): Promise<void> {
  if (skip) return;
  const handle: FileHandle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
