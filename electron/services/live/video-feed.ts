import type { VideoHeader, Watch } from '../../../shared/contract/live.ts';
import type { Packet } from '../packets/packet.ts';
import type { PacketHub } from '../packets/packet-hub.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { packetBytes, trackBytes } from './video-bytes.ts';

/** Resolves when the viewer has taken it, or when it is given up; a rejection counts as given up. */
export type SendVideo = (header: VideoHeader, bytes: Uint8Array) => Promise<void>;

export interface VideoFeedOptions {
  readonly packets: Pick<PacketHub, 'track' | 'listen' | 'recent'>;
  readonly send: SendVideo;
  /** Monotonic milliseconds. */
  readonly monotonicMs?: () => number;
}

/** A viewer that has not taken a packet for this long is not given what came since: it would see old pictures. */
const oldestMs = 600;
/**
 * Bytes under way to a viewer at most, unless it is a single picture: enough for 10 Mbit/s over a way of 200 ms. On a link of 1 Mbit/s
 * whatever comes behind them, an alert say, waits for two seconds, and only until the viewer turns to small pictures.
 */
const mostUnderWayBytes = 256 << 10;

type Wish = NonNullable<Watch['video']>;

interface Waiting {
  readonly packet: Packet;
  readonly sinceMs: number;
}

/**
 * Encoded video of one camera for one viewer. Little is under way at a time, as the viewer acknowledges it; what waits behind it is
 * dropped when that takes too long, and it goes on at the first key frame after everything that was sent has been taken. So a slow
 * viewer sees jumps but nothing old, holds next to nothing at the station and slows nobody else.
 */
export class VideoFeed {
  readonly #options: VideoFeedOptions;
  readonly #monotonicMs: () => number;
  #wish: Wish | null = null;
  #leave: () => void = () => undefined;
  /** Until packets flow: a key frame is waited for; after the viewer fell behind, one that comes when it has taken everything. */
  #state: 'flowing' | 'before_key' | 'behind' = 'before_key';
  /** Packets not sent yet, oldest first. */
  #waiting: Waiting[] = [];
  /** Since when each packet under way waits, oldest first. */
  readonly #underWay = new Map<object, number>();
  #underWayBytes = 0;

  constructor(options: VideoFeedOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** Replaces what the viewer wants; the camera's video begins at its last key frame. */
  watch(wish: Watch['video'] | null): void {
    if (wish?.cameraId === this.#wish?.cameraId && wish?.form === this.#wish?.form) return;
    this.close();
    if (wish) this.#join(wish);
  }

  /** Ends the subscription; nothing is sent afterwards. */
  close(): void {
    this.#leave();
    this.#leave = () => undefined;
    this.#wish = null;
    this.#waiting = [];
  }

  #join(wish: Wish): void {
    const { packets } = this.#options;
    const { cameraId } = wish;
    this.#wish = wish;
    this.#leave = packets.listen(cameraId, {
      onTrack: (track) => this.#begin(wish, track),
      onPacket: (packet) => this.#take(wish, packet),
      onEnd: () => this.#pause(wish, 'ended'),
    });
    const track = packets.track(cameraId);
    if (!track) {
      this.#pause(wish, 'none');
      return;
    }
    this.#begin(wish, track);
    for (const packet of packets.recent(cameraId)) this.#take(wish, packet);
  }

  #begin({ cameraId, form }: Wish, track: VideoTrack): void {
    this.#state = 'before_key';
    this.#waiting = [];
    const { codec, width, height } = track;
    this.#tell({ kind: 'track', cameraId, codec, width, height }, trackBytes(track, form));
  }

  #take(wish: Wish, packet: Packet): void {
    if (this.#state === 'flowing' && this.#isBehind()) {
      this.#state = 'behind';
      this.#pause(wish, 'slow');
    }
    if (this.#state !== 'flowing' && !packet.isKey) return;
    if (this.#state === 'behind' && this.#underWay.size > 0) return;
    this.#state = 'flowing';
    this.#waiting.push({ packet, sinceMs: this.#monotonicMs() });
    this.#send();
  }

  #isBehind(): boolean {
    const oldest = this.#underWay.values().next().value ?? this.#waiting[0]?.sinceMs;
    return oldest !== undefined && this.#monotonicMs() - oldest > oldestMs;
  }

  /** As much of what waits as may be under way. */
  #send(): void {
    const wish = this.#wish;
    while (wish && this.#waiting[0] && this.#mayGo(this.#waiting[0].packet)) {
      const next = this.#waiting.shift();
      if (next) void this.#deliver(wish, next);
    }
  }

  #mayGo({ data }: Packet): boolean {
    return this.#underWay.size === 0 || this.#underWayBytes + data.length <= mostUnderWayBytes;
  }

  async #deliver({ cameraId, form }: Wish, { packet, sinceMs }: Waiting): Promise<void> {
    const { seq, atMs, mediaMs, isKey, data } = packet;
    const mark = {};
    this.#underWay.set(mark, sinceMs);
    this.#underWayBytes += data.length;
    const header = { kind: 'packet' as const, cameraId, seq, capturedAtMs: atMs, mediaMs, isKey };
    await this.#options.send(header, packetBytes(packet, form)).catch(() => undefined);
    this.#underWay.delete(mark);
    this.#underWayBytes -= data.length;
    this.#send();
  }

  #pause({ cameraId }: Wish, reason: 'none' | 'ended' | 'slow'): void {
    this.#waiting = [];
    this.#tell({ kind: 'pause', cameraId, reason }, new Uint8Array());
  }

  /** Small and rare: not waited for. */
  #tell(header: VideoHeader, bytes: Uint8Array): void {
    void this.#options.send(header, bytes).catch(() => undefined);
  }
}
