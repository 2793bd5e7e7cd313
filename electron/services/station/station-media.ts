import { readFile } from 'node:fs/promises';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { assertReached, type PlaceResolver } from '../../../shared/contract/scope-check.ts';
import { AppError } from '../../../shared/errors.ts';
import type { CameraService } from '../cameras/camera-service.ts';
import type { IncidentService } from '../incidents/incident-service.ts';
import type { FrameHub } from '../live/frame-hub.ts';
import { serveLiveMjpeg } from '../live/live-mjpeg.ts';
import { httpStatus } from '../web/http-error.ts';
import type { MediaSources } from '../web/media-routes.ts';

/** Pictures of this station, for the web server. */
export function stationMedia(parts: {
  cameras: CameraService;
  incidents: IncidentService;
  hub: FrameHub;
  signal: AbortSignal;
}): MediaSources {
  const { cameras, incidents, hub, signal } = parts;
  return {
    snapshot: async (cameraId) => {
      const camera = cameras.get(cameraId);
      const frame = hub.latest(cameraId);
      if (!frame) throw new AppError('unavailable', camera.state.cause?.message ?? 'This camera has shown no picture yet.');
      return frame;
    },
    streamMjpeg: async (cameraId, response, maxFps) => {
      cameras.get(cameraId);
      await serveLiveMjpeg({ hub, cameraId, response, maxFps, signal });
    },
    photoPath: async (incidentId) => {
      const path = await incidents.photoPath(incidentId);
      if (path === null) throw new AppError('not_found', 'This incident has no photo.');
      return path;
    },
    pushFrame: async (cameraId, deviceToken, jpeg) => cameras.pushFrame(cameraId, deviceToken, jpeg),
  };
}

/** An answer to `GET /api/...` for bytes, without a web server: the desktop window asks by its own protocol. */
export interface MediaReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | null;
}

/** @returns null for a path that is no picture of this station. */
export async function mediaReply(media: MediaSources, places: PlaceResolver, path: string, caller: Caller): Promise<MediaReply | null> {
  const match = /^\/api\/(cameras|incidents)\/([A-Za-z0-9_-]{1,64})\/(snapshot|photo)\.jpg$/.exec(path.split('?')[0] ?? '');
  const id = match?.[2];
  const kind = `${match?.[1]}/${match?.[3]}`;
  if (!id || (kind !== 'cameras/snapshot' && kind !== 'incidents/photo')) return null;
  if (!caller.user) return textReply(401, 'Sign in first.');
  try {
    await assertReached(places, caller, kind === 'cameras/snapshot' ? 'camera' : 'incident', id);
    const body = kind === 'cameras/snapshot' ? (await media.snapshot(id)).jpeg : await readFile(await media.photoPath(id));
    return { status: 200, headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' }, body };
  } catch (error) {
    if (error instanceof AppError) return textReply(httpStatus[error.code], error.message);
    throw error;
  }
}

function textReply(status: number, body: string): MediaReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
