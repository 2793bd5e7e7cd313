import { AppError } from '../../../shared/errors.ts';
import type { CameraService } from '../cameras/camera-service.ts';
import type { IncidentService } from '../incidents/incident-service.ts';
import type { FrameHub } from '../live/frame-hub.ts';
import { serveLiveMjpeg } from '../live/live-mjpeg.ts';
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
