import type { CameraProbe } from '../../../shared/schemas/camera.ts';
import type { NowMs } from '../clock.ts';
import { ConnectionAttempt } from './connection-attempt.ts';
import type { PictureSize } from './jpeg-header.ts';
import { cameraFailure, type SourceRegistry, type StreamInfo } from './source.ts';

export interface AddressProbeOptions {
  readonly url: string;
  readonly sources: SourceRegistry;
  readonly now: NowMs;
  readonly timeoutMs: number;
  /** Ends the look early. */
  readonly signal: AbortSignal;
  onBug(error: unknown): void;
}

/**
 * Connects, waits for one picture and lets go again; the connection is gone when this resolves.
 * @throws {AppError} `camera_unreachable` with `details.cause`.
 */
export async function probeAddress({ url, sources, now, timeoutMs, signal, onBug }: AddressProbeOptions): Promise<CameraProbe> {
  const startedAtMs = now();
  let info: StreamInfo = { codec: 'mjpeg' };
  let seen: { size: PictureSize; atMs: number } | null = null;
  const attempt = new ConnectionAttempt({
    ...{ url, cameraId: 'probe', sources, now, onBug },
    timings: { firstFrameMs: timeoutMs, stallMs: timeoutMs },
    onPicture: (_jpeg, size, atMs) => {
      seen ??= { size, atMs };
      attempt.end();
    },
    onInfo: (told) => {
      info = told;
    },
  });
  const stop = () => attempt.end();
  signal.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => attempt.checkPatience(), Math.min(250, timeoutMs));
  const failure = await attempt.run().finally(() => {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  });
  if (seen === null) throw cameraFailure(failure.code, failure.message);
  return probeOf(info, seen, startedAtMs);
}

function probeOf(info: StreamInfo, { size, atMs }: { size: PictureSize; atMs: number }, startedAtMs: number): CameraProbe {
  return {
    codec: info.codec,
    width: info.width ?? size.width,
    height: info.height ?? size.height,
    firstFrameMs: Math.max(0, atMs - startedAtMs),
  };
}
