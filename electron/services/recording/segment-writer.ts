import { fragmentParts } from '../packets/mp4/write-fragment.ts';
import { initSegment, timescale } from '../packets/mp4/write-init.ts';
import type { Packet } from '../packets/packet.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import type { OpenSegment, SegmentDisk } from './segment-disk.ts';
import { writeMark } from './segment-mark.ts';
import { segmentPath } from './segment-path.ts';

/** A segment that is being written. `endMs` and `bytes` count what is on the disk. */
export interface LiveSegment {
  readonly path: string;
  readonly startMs: number;
  readonly track: VideoTrack;
  /** The wall clock was set since the segment before. */
  readonly afterClockStep: boolean;
  endMs: number;
  bytes: number;
}

export interface SegmentWriterOptions {
  readonly cameraId: string;
  readonly disk: SegmentDisk;
  /** Age at which a segment ends with the next key frame, ms. */
  readonly segmentMs?: number;
  /** Most video that a fragment holds, and so that a crash costs, ms. */
  readonly fragmentMs?: number;
  onOpened(segment: LiveSegment): void;
  onGrown(segment: LiveSegment): void;
  onClosed(segment: LiveSegment): void;
  /** The disk did not take it: the segment is closed as far as it got, and the writer takes nothing more. */
  onFailed(error: unknown): void;
}

/** More than this waiting for the disk means that it cannot keep up. */
const maxWaitingBytes = 32 << 20;

interface Current {
  readonly track: VideoTrack;
  readonly first: Packet;
  readonly afterClockStep: boolean;
  live: LiveSegment | null;
  file: OpenSegment | null;
  sequence: number;
}

/**
 * Writes the packets of one camera into segments, each beginning with a key frame: fragments of at most a second, every one written
 * and synced by itself. What was handed in later than the last whole fragment is all that a crash costs.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions & { readonly segmentMs: number; readonly fragmentMs: number };
  #track: VideoTrack;
  #current: Current | null = null;
  #fragment: Packet[] = [];
  #tail: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  #mustCut = false;
  #hasStepped = false;
  #hasFailed = false;
  #lastStepMs = 0;

  constructor(options: SegmentWriterOptions, track: VideoTrack) {
    this.#options = { segmentMs: 60_000, fragmentMs: 800, ...options };
    this.#track = track;
  }

  /** The video changes: what follows goes into a segment of its own. */
  setTrack(track: VideoTrack): void {
    this.#finish();
    this.#track = track;
  }

  push(packet: Packet): void {
    if (this.#hasFailed) return;
    const first = this.#fragment[0];
    const last = this.#fragment.at(-1);
    if (last) this.#lastStepMs = packet.timelineMs - last.timelineMs;
    this.#mustCut ||= packet.clockStepped;
    this.#hasStepped ||= packet.clockStepped;
    if (this.#current && packet.isKey && this.#isDue(packet, this.#current)) this.#finish(packet.timelineMs);
    else if (first && packet.timelineMs - first.timelineMs >= this.#options.fragmentMs) this.#flush(packet.timelineMs);
    if (!this.#current) {
      if (!packet.isKey) return;
      this.#current = { track: this.#track, first: packet, afterClockStep: this.#hasStepped, live: null, file: null, sequence: 0 };
      this.#hasStepped = false;
    }
    this.#fragment.push(packet);
  }

  /** Writes what there is and closes the file; the writer may be used again. */
  async end(): Promise<void> {
    this.#finish();
    await this.#tail;
  }

  #isDue(packet: Packet, current: Current): boolean {
    return this.#mustCut || packet.timelineMs - current.first.timelineMs >= this.#options.segmentMs;
  }

  /** @param untilMs timeline of the next picture, where there is one */
  #finish(untilMs?: number): void {
    const current = this.#current;
    if (!current) return;
    this.#flush(untilMs ?? (this.#fragment.at(-1)?.timelineMs ?? 0) + this.#usualStepMs());
    this.#current = null;
    this.#mustCut = false;
    this.#enqueue(0, () => this.#close(current));
  }

  /** The last picture of a stretch is taken to last as long as the one before. */
  #usualStepMs(): number {
    return Math.min(1000, Math.max(1, this.#lastStepMs || 40));
  }

  #flush(untilMs: number): void {
    const current = this.#current;
    const packets = this.#fragment.splice(0);
    const [first] = packets;
    if (!current || !first) return;
    const startMs = current.first.timelineMs;
    const units = (timelineMs: number) => Math.round(((timelineMs - startMs) * timescale) / 1000);
    const samples = packets.map(({ timelineMs, compositionMs, isKey, data }, index) => ({
      duration: Math.max(1, units(packets[index + 1]?.timelineMs ?? untilMs) - units(timelineMs)),
      compositionOffset: Math.round((compositionMs * timescale) / 1000),
      ...{ isKey, data },
    }));
    current.sequence += 1;
    const parts = fragmentParts(current.sequence, units(first.timelineMs), samples);
    const endMs = current.first.atMs + Math.round(untilMs - startMs);
    this.#enqueue(sizeOf(parts), () => this.#write(current, parts, endMs));
  }

  /** One after the other; the first failure ends it all. */
  #enqueue(bytes: number, task: () => Promise<void>): void {
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > maxWaitingBytes && !this.#hasFailed) {
      this.#tail = this.#tail.then(() => this.#fail(new Error('the disk is too slow for this camera')));
    }
    this.#tail = this.#tail.then(async () => {
      this.#waitingBytes -= bytes;
      if (this.#hasFailed && bytes > 0) return;
      await task().catch((error: unknown) => this.#fail(error));
    });
  }

  async #write(current: Current, fragment: readonly Uint8Array[], endMs: number): Promise<void> {
    if (!current.file) await this.#open(current);
    const { file, live } = current;
    if (!file || !live) return;
    const isNew = live.bytes === 0;
    const head = isNew
      ? [initSegment(current.track, live.startMs), writeMark({ cameraId: this.#options.cameraId, startMs: live.startMs })]
      : [];
    const parts = [...head, ...fragment];
    await file.append(parts);
    live.bytes += sizeOf(parts);
    live.endMs = endMs;
    if (isNew) this.#options.onOpened(live);
    else this.#options.onGrown(live);
  }

  async #open(current: Current): Promise<void> {
    const { cameraId, disk } = this.#options;
    const startMs = current.first.atMs;
    for (let attempt = 1; attempt < 1000 && !current.file; attempt += 1) {
      const path = segmentPath(cameraId, startMs, attempt);
      current.file = await disk.create(path);
      if (current.file)
        current.live = { path, startMs, track: current.track, afterClockStep: current.afterClockStep, endMs: startMs, bytes: 0 };
    }
    if (!current.file) throw new Error(`a thousand segments of camera ${cameraId} begin in the same second`);
  }

  async #close(current: Current): Promise<void> {
    const { file, live } = current;
    current.file = null;
    if (!file || !live) return;
    await file.close();
    if (live.bytes > 0) this.#options.onClosed(live);
    else await this.#options.disk.remove(live.path);
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const current = this.#current;
    this.#current = null;
    this.#fragment = [];
    if (current?.file && current.live) {
      // What is whole stays; the rest of a write that ran out of space would only be in the way.
      await current.file.truncate(current.live.bytes).catch(() => undefined);
      await this.#close(current).catch(() => undefined);
    }
    this.#options.onFailed(error);
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
