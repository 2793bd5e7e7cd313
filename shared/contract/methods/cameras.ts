import { z } from 'zod';
import { cameraInputSchema, cameraPatchSchema, cameraProbeSchema, cameraSchema, cameraUrlSchema } from '../../schemas/camera.ts';
import { idSchema } from '../../schemas/primitives.ts';
import { byId, done, method, nothing } from './method.ts';

/** Cameras and their addresses. */
export const camerasMethods = {
  'cameras.list': method('viewer', 'filtered', ['GET', '/api/cameras'], 'All cameras with their state', nothing, z.array(cameraSchema)),
  'cameras.get': method('viewer', { camera: 'id' }, ['GET', '/api/cameras/:id'], 'One camera', byId, cameraSchema),
  'cameras.probe': method(
    'operator',
    'filtered',
    ['POST', '/api/cameras/probe'],
    'Try an address without saving it',
    z.object({ url: cameraUrlSchema }),
    cameraProbeSchema,
  ),
  'cameras.create': method(
    'operator',
    { site: 'siteId' },
    ['POST', '/api/cameras'],
    'Add a camera; the address is tried first and nothing is saved when it shows no video',
    cameraInputSchema,
    /** `deviceToken` is shown once, for `push:` cameras only. */
    cameraSchema.extend({ deviceToken: z.string().optional() }),
  ),
  'cameras.update': method(
    'operator',
    { camera: 'id', toSite: 'siteId' },
    ['PATCH', '/api/cameras/:id'],
    'Change a camera; a new address is tried first',
    cameraPatchSchema.extend({ id: idSchema }),
    cameraSchema,
  ),
  'cameras.delete': method('operator', { camera: 'id' }, ['DELETE', '/api/cameras/:id'], 'Remove a camera; its incidents stay', byId, done),
  'cameras.renewDeviceToken': method(
    'operator',
    { camera: 'id' },
    ['POST', '/api/cameras/:id/device-token'],
    'New token for a push camera; the old one ends',
    byId,
    z.object({ deviceToken: z.string() }),
  ),
} as const;
