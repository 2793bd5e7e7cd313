import type { StationStatus } from '../../../shared/schemas/station.ts';
import type { TunnelService } from '../tunnel/tunnel-service.ts';
import type { Foundation } from './foundation.ts';
import type { ModelUse } from './model-use.ts';

/** How often consoles are told the station's state when nothing happens: they take silence for a lost connection. */
const everyMs = 3_000;

export interface StatusParts {
  readonly models: Pick<ModelUse, 'health'>;
  readonly cameras: () => StationStatus['cameras'];
  readonly tunnel: Pick<TunnelService, 'address'>;
}

/** The station's own state, told to consoles every few seconds and when something of it changed. */
export function createStationStatus(base: Foundation, { models, cameras, tunnel }: StatusParts) {
  const { files, nowMs, store, ffmpeg, events, log, closers } = base;
  const startedAtMs = nowMs();
  const read = async (): Promise<StationStatus> => {
    const binary = await ffmpeg().catch(() => null);
    return {
      version: files.version,
      startedAtMs,
      nowMs: nowMs(),
      inference: models.health,
      cameras: cameras(),
      database: store.kind,
      publicAddress: tunnel.address,
      ffmpeg: binary && { version: binary.version.slice(0, 80) },
    };
  };
  const tell = () =>
    void read().then(
      (now) => events.emit('station-status', now),
      (error: unknown) => log.error({ err: error }, 'status failed'),
    );
  return {
    read,
    tell,
    /** Tells regularly until the station closes. */
    start: () => closers.add(setInterval(tell, everyMs), (timer) => clearInterval(timer)),
  };
}
