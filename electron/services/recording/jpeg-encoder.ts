import { type ChildProcess, spawn } from 'node:child_process';
import type { RecordingSettings } from '../../../shared/schemas/recording.ts';
import type { FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { Frame } from '../cameras/frame.ts';
import { jpegSize, type PictureSize } from '../cameras/jpeg-header.ts';
import { Mp4Packets } from '../packets/mp4-packets.ts';
import type { Packet } from '../packets/packet.ts';
import type { VideoTrack } from '../packets/video-track.ts';
import { matroskaHead, matroskaPicture } from './matroska-writer.ts';

export interface JpegEncoderOptions {
  readonly binary: FfmpegBinary;
  readonly cameraId: string;
  /** x264's constant rate factor. */
  readonly quality: number;
  readonly preset: RecordingSettings['encoderPreset'];
  onTrack(track: VideoTrack): void;
  onPacket(packet: Packet): void;
  /** The process is gone, all it wrote was handed on. `words` is the last it said; null after `end`. */
  onEnd(words: string | null): void;
}

/** Pictures waiting for a slow encoder beyond this are dropped. */
const maxWaitingBytes = 48 << 20;
/** After this long without a picture, or when the clock is set forward, a file of its own: the last picture must not stand for an hour. */
const mostGapMs = 9_000;
/** A key frame every so often: where segments can be cut and playback can begin. */
const keyFrameS = 2;

/**
 * Turns the JPEGs of one camera into H.264, one ffmpeg for it all. Each picture keeps the moment it was taken. It ends by itself when
 * the station dies: its input does.
 */
export class JpegEncoder {
  readonly #options: JpegEncoderOptions;
  readonly #child: ChildProcess;
  readonly #size: PictureSize;
  readonly #startMs: number;
  #lastMs: number;
  #words = '';
  #isEnding = false;
  #seq = 0;
  /** Pictures that did not fit. */
  dropped = 0;

  /** @param first is not yet encoded by this: it says size and begin */
  constructor(options: JpegEncoderOptions, first: Frame) {
    this.#options = options;
    this.#size = sizeOf(first);
    this.#startMs = first.capturedAtMs;
    this.#lastMs = first.capturedAtMs - 1;
    this.#child = spawn(options.binary.path, encoderArguments(options, this.#size), { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.#listen();
    this.#child.stdin?.write(matroskaHead(this.#size.width, this.#size.height));
  }

  /** @returns false when this frame needs another encoder: its size changed, or the clock was set. */
  push(frame: Frame): boolean {
    const { width, height } = sizeOf(frame);
    const stepMs = frame.capturedAtMs - this.#lastMs;
    if (width !== this.#size.width || height !== this.#size.height || stepMs < -1000 || stepMs > mostGapMs) return false;
    const stdin = this.#child.stdin;
    if (frame.capturedAtMs <= this.#lastMs || !stdin?.writable) return true;
    if (stdin.writableLength > maxWaitingBytes) {
      this.dropped += 1;
      return true;
    }
    this.#lastMs = frame.capturedAtMs;
    stdin.write(matroskaPicture(frame.jpeg, frame.capturedAtMs - this.#startMs));
    return true;
  }

  /** No more pictures: those that wait are still encoded. `onEnd` tells when it is done. */
  end(): void {
    this.#isEnding = true;
    this.#child.stdin?.end();
  }

  kill(): void {
    this.#isEnding = true;
    this.#child.kill('SIGKILL');
  }

  #listen(): void {
    const { cameraId, onTrack, onPacket, onEnd } = this.#options;
    const reader = new Mp4Packets({
      track: onTrack,
      packet: ({ decodeMs, ...packet }) => {
        this.#seq += 1;
        const timelineMs = this.#startMs + decodeMs;
        const mediaMs = decodeMs + packet.compositionMs;
        onPacket({ ...packet, cameraId, seq: this.#seq, timelineMs, atMs: Math.round(timelineMs), mediaMs, clockStepped: false });
      },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-400);
    });
    // A process that died is told by `close`; what was still written to it fails by itself.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.once('error', (error) => {
      this.#words = error.message;
    });
    this.#child.once('close', () => onEnd(this.#isEnding ? null : this.#words.trim() || 'ffmpeg ended'));
  }
}

function sizeOf(frame: Frame): PictureSize {
  return jpegSize(frame.jpeg) ?? { width: 0, height: 0 };
}

/**
 * JPEG's matrix is the one of BT.601 and its colours are those of sRGB, whatever the size. Unsaid, Chromium takes larger pictures for
 * BT.709 and shows colours up to 26 levels off; said, it is 2. Converting to BT.709 instead costs time and leaves 12.
 * @see JFIF 1.02, ITU-T T.871
 */
const jpegColours = ['-color_range', 'tv', '-colorspace', 'smpte170m', '-color_primaries', 'bt709', '-color_trc', 'bt709'];

function encoderArguments({ binary, quality, preset }: JpegEncoderOptions, { width, height }: PictureSize): string[] {
  // Left alone, x264 takes the milliseconds for 1000 frames a second and claims a level that few decoders have.
  const level = width * height <= 1920 * 1088 ? ['-level', '4.1'] : [];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...['-probesize', '5000000', '-fpsprobesize', '0', '-threads', '1', '-f', 'matroska', '-i', 'pipe:0'],
    ...['-map', '0:v:0', '-vf', 'scale=trunc(iw/2)*2:trunc(ih/2)*2:out_range=tv,format=yuv420p', binary.frameSyncOption, 'passthrough'],
    ...['-enc_time_base', '1:1000', '-c:v', 'libx264', '-preset', preset, '-tune', 'zerolatency', '-crf', String(quality), '-threads', '1'],
    ...level,
    ...jpegColours,
    ...['-g', '600', '-force_key_frames', `expr:gte(t,n_forced*${keyFrameS})`],
    ...['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof+frag_keyframe', '-frag_duration', '1', '-flush_packets', '1', 'pipe:1'],
  ];
}
