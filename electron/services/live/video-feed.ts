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

/** A viewer that has not taken a packet for this long sees old pictures: it is sent nothing more before it is through with them. */
const oldestUnderWayMs = 1_000;
/** Bytes under way to a viewer at most: one second at 32 Mbit/s. */
const mostUnderWayBytes = 4 << 20;

type Wish = NonNullable<Watch['video']>;

/**
 * Encoded video of one camera for one viewer. What is under way is bounded in time and bytes: beyond that packets are dropped, and it
 * goes on at the first key frame after everything that was sent has been taken. So a slow viewer sees jumps but nothing old, holds no
 * queue at the station and slows nobody else.
 */
export class VideoFeed {
  readonly #options: VideoFeedOptions;
  readonly #monotonicMs: () => number;
  #wish: Wish | null = null;
  #leave: () => void = () => undefined;
  /** Until packets flow: a key frame is waited for; after the viewer fell behind, one that comes when it has taken everything. */
  #state: 'flowing' | 'before_key' | 'behind' = 'before_key';
  /** When each packet under way was sent, oldest first. */
  readonly #underWay = new Map<object, { readonly sentMs: number; readonly bytes: number }>();
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
    const recent = packets.recent(cameraId);
    // Too much at once, from a camera with rare key frames: the next one is waited for.
    if (recent.reduce((sum, { data }) => sum + data.length, 0) > mostUnderWayBytes) return;
    for (const packet of recent) this.#take(wish, packet);
  }

  #begin({ cameraId, form }: Wish, track: VideoTrack): void {
    this.#state = 'before_key';
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
    void this.#deliver(wish, packet);
  }

  #isBehind(): boolean {
    const oldest = this.#underWay.values().next().value;
    return this.#underWayBytes > mostUnderWayBytes || (oldest !== undefined && this.#monotonicMs() - oldest.sentMs > oldestUnderWayMs);
  }

  async #deliver({ cameraId, form }: Wish, packet: Packet): Promise<void> {
    const { seq, atMs, mediaMs, isKey } = packet;
    const bytes = packetBytes(packet, form);
    const mark = {};
    this.#underWay.set(mark, { sentMs: this.#monotonicMs(), bytes: bytes.length });
    this.#underWayBytes += bytes.length;
    await this.#options.send({ kind: 'packet', cameraId, seq, capturedAtMs: atMs, mediaMs, isKey }, bytes).catch(() => undefined);
    this.#underWay.delete(mark);
    this.#underWayBytes -= bytes.length;
  }

  #pause({ cameraId }: Wish, reason: 'none' | 'ended' | 'slow'): void {
    this.#tell({ kind: 'pause', cameraId, reason }, new Uint8Array());
  }

  /** Small and rare: not waited for. */
  #tell(header: VideoHeader, bytes: Uint8Array): void {
    void this.#options.send(header, bytes).catch(() => undefined);
  }
}
