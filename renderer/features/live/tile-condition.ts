import type { Camera } from '../../../shared/schemas/camera.ts';
import type { ConnectionState } from '../../app/bridge/console-bridge.ts';

/**
 * What a tile has to say of its picture. `silent`: the station calls the camera live, but no picture has come here for a while.
 * Everything but `live` covers the picture, so that a frozen one never looks live.
 */
export type TileCondition =
  | { readonly kind: 'live' | 'waiting' }
  | { readonly kind: 'disconnected' | 'disabled' | 'connecting' | 'offline' | 'silent'; readonly sinceMs: number };

export interface TileFacts {
  readonly connection: ConnectionState;
  readonly lostAtMs: number | null;
  readonly camera: Camera;
  /** When this console last drew a picture; null = not since the tile is seen. By this machine's clock. */
  readonly drawnAtMs: number | null;
  /** When the tile could be seen first (again). */
  readonly seenSinceMs: number;
  readonly nowMs: number;
}

const leastSilenceMs = 3_000;

export function tileCondition({ connection, lostAtMs, camera, drawnAtMs, seenSinceMs, nowMs }: TileFacts): TileCondition {
  const { status, sinceMs } = camera.state;
  if (connection !== 'connected') return { kind: 'disconnected', sinceMs: lostAtMs ?? nowMs };
  if (status !== 'live') return { kind: status, sinceMs };
  const lastMs = Math.max(drawnAtMs ?? 0, seenSinceMs);
  if (nowMs - lastMs > silenceMs(camera)) return { kind: 'silent', sinceMs: lastMs };
  return drawnAtMs === null ? { kind: 'waiting' } : { kind: 'live' };
}

/** A slow camera may be quiet for longer: three of its frames, and three analysed ones, since the wall shows those. */
function silenceMs({ state, analysis }: Camera): number {
  const fps = Math.min(state.fps > 0 ? state.fps : 1, analysis.enabled ? analysis.fps : 30);
  return Math.max(leastSilenceMs, 3_000 / fps);
}
