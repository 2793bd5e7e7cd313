import type { RecordingSettings } from '../../../shared/schemas/recording.ts';
import type { FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { Frame } from '../cameras/frame.ts';
import type { NowMs } from '../clock.ts';
import type { FrameHub } from '../live/frame-hub.ts';
import { FramePacer } from '../live/frame-pacer.ts';
import type { Packet } from '../packets/packet.ts';
import type { PacketHub } from '../packets/packet-hub.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { FrameRing } from './frame-ring.ts';
import { JpegEncoder } from './jpeg-encoder.ts';

/** What the feed brings while it is started. */
export interface FeedSink {
  onTrack(track: VideoTrack): void;
  onPacket(packet: Packet): void;
  /** No more packets for now: the connection or the encoder ended. */
  onEnd(): void;
}

export interface EncoderWish {
  readonly fps: number;
  readonly quality: number;
  readonly preset: RecordingSettings['encoderPreset'];
}

export interface CameraFeedOptions {
  readonly cameraId: string;
  readonly frames: Pick<FrameHub, 'onFrame'>;
  readonly packets: PacketHub;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly sink: FeedSink;
  readonly nowMs: NowMs;
  /** The encoder failed; it is tried again. */
  onTrouble(words: string): void;
}

/** A camera that brings pictures but no packets for this long is encoded here: ffmpeg tells of packets before its first picture. */
const noPacketsMs = 2_000;
/** JPEGs kept in any case, so that nothing is lost until that is known or while an encoder is replaced. */
const minKeepMs = 4_000;
/** After this long without a picture the stretch has ended. */
const silenceMs = 9_000;
const retryMs = 5_000;
const patienceMs = 10_000;

/**
 * The video of one camera for its recorder: packets as the camera made them where it sends H.264 or H.265, encoded from its JPEGs where
 * it does not. Both begin in the past when asked to; JPEGs are kept as they are and only encoded when they are wanted.
 */
export class CameraFeed {
  readonly #options: CameraFeedOptions;
  readonly #ring = new FrameRing();
  readonly #stopListening: readonly (() => void)[];
  #pacer = new FramePacer(15);
  #wish: EncoderWish = { fps: 15, quality: 26, preset: 'veryfast' };
  /** Wanted since this moment of the video; null = not wanted. */
  #fromMs: number | null = null;
  #firstPlainMs: number | null = null;
  #lastFrameMs = 0;
  #encoder: { readonly process: JpegEncoder; readonly done: Promise<void>; isEnding: boolean } | null = null;
  #starting: Promise<void> | null = null;
  #retryAtMs = 0;

  constructor(options: CameraFeedOptions) {
    this.#options = options;
    const { cameraId, frames, packets, sink } = options;
    this.#stopListening = [
      frames.onFrame(cameraId, (frame) => this.#takeFrame(frame)),
      packets.listen(cameraId, {
        onTrack: (track) => this.#fromMs !== null && sink.onTrack(track),
        onPacket: (packet) => this.#fromMs !== null && sink.onPacket(packet),
        onEnd: () => this.#fromMs !== null && sink.onEnd(),
      }),
    ];
  }

  /** @param keepMs how far back `start` may reach */
  configure(keepMs: number, wish: EncoderWish): void {
    const { cameraId, packets } = this.#options;
    packets.keep(cameraId, keepMs);
    this.#ring.keepMs = Math.max(minKeepMs, keepMs + 1000);
    if (wish.fps !== this.#wish.fps) this.#pacer = new FramePacer(wish.fps);
    const mustRestart = wish.fps !== this.#wish.fps || wish.quality !== this.#wish.quality || wish.preset !== this.#wish.preset;
    this.#wish = wish;
    if (mustRestart) this.#endEncoder();
  }

  /** Brings video from the last key frame at or before `fromMs` on, as far back as there is any. */
  start(fromMs: number): void {
    const { cameraId, packets, sink } = this.#options;
    this.#fromMs = fromMs;
    const track = packets.track(cameraId);
    if (!track) {
      if (this.#isPlain()) this.#startEncoder();
      return;
    }
    sink.onTrack(track);
    for (const packet of packets.recent(cameraId, fromMs)) sink.onPacket(packet);
  }

  /** Resolves when everything wanted so far was brought. */
  async stop(): Promise<void> {
    await this.#starting;
    const encoder = this.#encoder;
    this.#endEncoder();
    if (encoder) {
      const timer = setTimeout(() => encoder.process.kill(), patienceMs);
      await encoder.done;
      clearTimeout(timer);
    }
    this.#fromMs = null;
  }

  /** To be called every second: notices cameras that fell silent. */
  tick(): void {
    if (this.#encoder && this.#options.nowMs() - this.#lastFrameMs > silenceMs) this.#endEncoder();
  }

  async close(): Promise<void> {
    for (const stop of this.#stopListening) stop();
    await this.stop();
    this.#ring.clear();
  }

  #takeFrame(frame: Frame): void {
    const { cameraId, packets, nowMs } = this.#options;
    if (packets.track(cameraId)) {
      this.#firstPlainMs = null;
      this.#ring.clear();
      this.#endEncoder();
      return;
    }
    const now = nowMs();
    if (this.#firstPlainMs === null || now - this.#lastFrameMs > silenceMs) this.#firstPlainMs = now;
    this.#lastFrameMs = now;
    if (!this.#pacer.take(frame.capturedAtMs)) return;
    this.#ring.push(frame);
    if (this.#fromMs === null || !this.#isPlain()) return;
    if (!this.#encoder) this.#startEncoder();
    else if (!this.#encoder.isEnding && !this.#encoder.process.push(frame)) {
      this.#fromMs = frame.capturedAtMs;
      this.#endEncoder();
    }
  }

  /** The camera has been sending JPEGs, and no packets, for long enough. */
  #isPlain(): boolean {
    return this.#firstPlainMs !== null && this.#options.nowMs() - this.#firstPlainMs >= noPacketsMs;
  }

  #startEncoder(): void {
    if (this.#options.nowMs() < this.#retryAtMs) return;
    this.#starting ??= this.#findAndBegin().finally(() => {
      this.#starting = null;
    });
  }

  async #findAndBegin(): Promise<void> {
    const { cameraId, ffmpeg, onTrouble } = this.#options;
    try {
      const binary = await ffmpeg();
      if (this.#fromMs !== null) this.#begin(binary, this.#ring.since(this.#fromMs), cameraId);
    } catch (error) {
      this.#retryAtMs = this.#options.nowMs() + retryMs;
      onTrouble(error instanceof Error ? error.message : String(error));
    }
  }

  #begin(binary: FfmpegBinary, waiting: readonly Frame[], cameraId: string): void {
    const [first] = waiting;
    if (!first) return;
    const { sink } = this.#options;
    let tellDone: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      tellDone = resolve;
    });
    const process = new JpegEncoder(
      {
        ...{ binary, cameraId, quality: this.#wish.quality, preset: this.#wish.preset },
        onTrack: (track) => sink.onTrack(track),
        onPacket: (packet) => {
          // Where the next encoder goes on, should this one end.
          this.#fromMs = packet.atMs + 1;
          sink.onPacket(packet);
        },
        onEnd: (words) => {
          this.#encoder = null;
          if (words !== null) this.#failed(words);
          sink.onEnd();
          tellDone();
        },
      },
      first,
    );
    this.#encoder = { process, done, isEnding: false };
    for (const frame of waiting) process.push(frame);
  }

  #failed(words: string): void {
    this.#retryAtMs = this.#options.nowMs() + retryMs;
    this.#options.onTrouble(words);
  }

  #endEncoder(): void {
    if (!this.#encoder || this.#encoder.isEnding) return;
    this.#encoder.isEnding = true;
    this.#encoder.process.end();
  }
}
