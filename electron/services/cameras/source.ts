import type { CameraCause } from '../../../shared/schemas/camera.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PacketSink } from '../packets/packet.ts';

/** What a source learnt about the stream, told once it knows and again when it changes. */
export interface StreamInfo {
  /** `mjpeg`, `h264`, `hevc`, ... as the camera sends it. */
  readonly codec: string;
  /** Pixels of the upstream picture; the JPEG frames may be smaller. */
  readonly width?: number;
  readonly height?: number;
}

/** What a running source is given: where to connect, when to stop, whom to tell. */
export interface SourceContext {
  /** Full address, credentials included; never to be logged or put into a message. */
  readonly url: string;
  /** Whose stream it is; for sources that devices connect to, such as `push:`. */
  readonly cameraId?: string;
  /** Aborted when nobody wants the stream any more: the source lets go of sockets, processes and timers and resolves. */
  readonly signal: AbortSignal;
  /**
   * One whole JPEG. The receiver may keep it, so the source hands over a buffer that it does not write to again.
   * @param mediaMs where it stands in the video of `packets`; see `Frame.mediaMs`
   */
  onFrame(jpeg: Uint8Array, mediaMs?: () => number | null): void;
  onInfo(info: StreamInfo): void;
  /** Takes the video as the camera encoded it, from sources that can give it beside the JPEGs; absent when nobody wants it. */
  readonly packets?: PacketSink;
}

/**
 * Connects once and delivers frames. Resolves when the stream ended or `signal` was aborted; reconnecting is not its work.
 * @throws {AppError} `camera_unreachable` with `details.cause`, a `CameraCause`.
 */
export type RunSource = (context: SourceContext) => Promise<void>;

/** Which source serves which address scheme. Every protocol is one small module that registers itself at the composition root. */
export class SourceRegistry {
  readonly #sources = new Map<string, RunSource>();

  /** @param scheme with its colon, in lower case: `rtsp:`. */
  register(scheme: string, run: RunSource): this {
    this.#sources.set(scheme, run);
    return this;
  }

  /** @throws {AppError} `invalid_input` when no source serves the scheme. */
  sourceFor(url: string): RunSource {
    const scheme = schemeOf(url);
    const run = this.#sources.get(scheme);
    if (!run) throw new AppError('invalid_input', `This station has no source for ${scheme || 'an address without a scheme'}.`);
    return run;
  }
}

/** `rtsp:` of `RTSP://host/…`; empty when there is none. */
export function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url.trim())?.[0].toLowerCase() ?? '';
}

/** The failure every source throws; `message` is plain English without secrets, at most 500 characters. */
export function cameraFailure(cause: CameraCause, message: string, options?: ErrorOptions): AppError {
  return new AppError('camera_unreachable', message.slice(0, 500), { ...options, details: { cause } });
}
