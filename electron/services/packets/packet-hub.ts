import type { NowMs } from '../clock.ts';
import type { Packet, PacketSink } from './packet.ts';
import { PacketClock } from './packet-clock.ts';
import { PacketRing } from './packet-ring.ts';
import type { VideoTrack } from './video-track.ts';

/** Must not block: whoever cannot keep up drops what it cannot take, up to the next key frame. */
export interface PacketListener {
  /** A connection began, or its video changed: the next packet is a key frame. */
  onTrack?(track: VideoTrack): void;
  onPacket(packet: Packet): void;
  /** The connection ended. */
  onEnd?(): void;
}

export interface PacketHubOptions {
  readonly nowMs?: NowMs;
  readonly monotonicMs?: () => number;
  /** A listener failed: our bug. */
  readonly onBug?: (error: unknown) => void;
}

interface Stream {
  readonly listeners: Set<PacketListener>;
  readonly ring: PacketRing;
  track: VideoTrack | null;
  seq: number;
}

/** Where the encoded pictures of cameras meet those who want them: recorder, live view in full resolution. As `FrameHub`, for packets. */
export class PacketHub {
  readonly #options: PacketHubOptions;
  readonly #streams = new Map<string, Stream>();

  constructor(options: PacketHubOptions = {}) {
    this.#options = options;
  }

  /** What a new connection of the camera writes to; its packets get their times here. */
  connect(cameraId: string): PacketSink & { end(): void } {
    const clock = new PacketClock(this.#options.nowMs, this.#options.monotonicMs);
    let isBegun = false;
    return {
      track: (track) => {
        isBegun = true;
        this.#begin(cameraId, track);
      },
      packet: ({ decodeMs, ...packet }) =>
        this.#publish(cameraId, { ...packet, mediaMs: decodeMs + packet.compositionMs, ...clock.stamp(decodeMs) }),
      end: () => {
        if (isBegun) this.#end(cameraId);
        isBegun = false;
      },
    };
  }

  /** Null while the camera is not connected or sends no H.264 or H.265. */
  track(cameraId: string): VideoTrack | null {
    return this.#streams.get(cameraId)?.track ?? null;
  }

  /** @returns a function that ends the subscription. */
  listen(cameraId: string, listener: PacketListener): () => void {
    const { listeners } = this.#stream(cameraId);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** How far back packets are kept, ms; without it only those since the last key frame, so that a viewer can begin at once. */
  keep(cameraId: string, ms: number): void {
    this.#stream(cameraId).ring.keepMs = ms;
  }

  /** Packets of the present connection from the last key frame at or before `fromMs` (or the oldest there is) to now. */
  recent(cameraId: string, fromMs = Number.POSITIVE_INFINITY): readonly Packet[] {
    return this.#streams.get(cameraId)?.ring.since(fromMs) ?? [];
  }

  /** Drops what is kept of a camera that was removed or switched off; who listens goes on listening. */
  forget(cameraId: string): void {
    const stream = this.#streams.get(cameraId);
    if (!stream) return;
    stream.track = null;
    stream.ring.clear();
    if (stream.listeners.size === 0) this.#streams.delete(cameraId);
  }

  #begin(cameraId: string, track: VideoTrack): void {
    const stream = this.#stream(cameraId);
    stream.track = track;
    stream.ring.clear();
    this.#tell(stream, (listener) => listener.onTrack?.(track));
  }

  #publish(cameraId: string, stamped: Omit<Packet, 'cameraId' | 'seq'>): void {
    const stream = this.#stream(cameraId);
    stream.seq += 1;
    const packet: Packet = { cameraId, seq: stream.seq, ...stamped };
    stream.ring.push(packet);
    this.#tell(stream, (listener) => listener.onPacket(packet));
  }

  #end(cameraId: string): void {
    const stream = this.#streams.get(cameraId);
    if (!stream) return;
    stream.track = null;
    stream.ring.clear();
    this.#tell(stream, (listener) => listener.onEnd?.());
  }

  /** Whoever listens must not cost the camera its connection. */
  #tell(stream: Stream, tell: (listener: PacketListener) => void): void {
    for (const listener of stream.listeners) {
      try {
        tell(listener);
      } catch (error) {
        this.#options.onBug?.(error);
      }
    }
  }

  #stream(cameraId: string): Stream {
    const known = this.#streams.get(cameraId);
    if (known) return known;
    const made: Stream = { listeners: new Set(), ring: new PacketRing(), track: null, seq: 0 };
    this.#streams.set(cameraId, made);
    return made;
  }
}
