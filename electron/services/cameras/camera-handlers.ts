import type { Handlers } from '../../../shared/contract/dispatch.ts';
import { reaches, reachOf } from '../../../shared/domain/reach.ts';
import type { CameraService } from './camera-service.ts';

type CameraHandlers = Pick<
  Handlers,
  'cameras.list' | 'cameras.get' | 'cameras.probe' | 'cameras.create' | 'cameras.update' | 'cameras.delete' | 'cameras.renewDeviceToken'
>;

/** The contract's `cameras.*`. */
export function createCameraHandlers(service: CameraService): CameraHandlers {
  return {
    'cameras.list': (_input, caller) => service.list().filter(({ id, siteId }) => reaches(reachOf(caller), { cameraId: id, siteId })),
    'cameras.get': ({ id }) => service.get(id),
    'cameras.probe': ({ url }, caller) => service.probe(url, ({ id, siteId }) => reaches(reachOf(caller), { cameraId: id, siteId })),
    'cameras.create': (input) => service.create(input),
    'cameras.update': ({ id, ...patch }) => service.update(id, patch),
    'cameras.delete': async ({ id }) => {
      await service.remove(id);
      return { done: true };
    },
    'cameras.renewDeviceToken': ({ id }) => service.renewDeviceToken(id),
  };
}
