import type { Caller, Handlers } from '../../../../shared/contract/dispatch.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { RecordedVideo } from '../../web/recording-routes.ts';
import { type KnownCameras, recordingReach } from '../recording-reach.ts';
import type { PlaybackService } from './playback-service.ts';

type PlaybackHandlers = Pick<Handlers, 'recordings.timeline' | 'recordings.outline'>;

/** The part of the contract that finds recordings again. */
export function createPlaybackHandlers(service: PlaybackService, cameras: KnownCameras): PlaybackHandlers {
  return {
    'recordings.timeline': ({ cameraIds, ...rest }, caller) =>
      service.timeline({ ...rest, cameraIds: [...new Set(cameraIds)].filter(recordingReach(caller, cameras)) }),
    'recordings.outline': ({ id }, caller) => service.outline(id, recordingReach(caller, cameras)),
  };
}

/** Files and pictures for the web server, to those who reach the camera. */
export function recordedVideo(service: Pick<PlaybackService, 'file' | 'preview' | 'piece'>, cameras: KnownCameras): RecordedVideo {
  const mayShow = (caller: Caller, cameraId: string) => recordingReach(caller, cameras)(cameraId);
  return {
    segmentFile: async (id, caller) => {
      const file = await service.file(id, (cameraId) => mayShow(caller, cameraId));
      if (!mayShow(caller, file.segment.cameraId)) throw new AppError('not_found', 'There is no such recording.');
      return file;
    },
    preview: async (cameraId, atMs, caller) => {
      if (!mayShow(caller, cameraId)) throw new AppError('not_found', 'There is no such camera.');
      return service.preview(cameraId, atMs);
    },
    piece: async (cameraId, request, caller) => {
      if (!mayShow(caller, cameraId)) throw new AppError('not_found', 'There is no such camera.');
      return service.piece(cameraId, request);
    },
  };
}
