import { createCameraHandlers } from '../cameras/camera-handlers.ts';
import { CameraService } from '../cameras/camera-service.ts';
import { createSourceRegistry } from '../cameras/default-sources.ts';
import { PushInbox } from '../cameras/push-inbox.ts';
import { demoCameras } from '../demo/demo-cameras.ts';
import { createDemoSource } from '../demo/demo-source.ts';
import { unreadableSource } from '../secrets/sealed-camera-repository.ts';
import { createSiteHandlers } from '../sites/site-handlers.ts';
import { SiteService } from '../sites/site-service.ts';
import { syncDemoCameras } from './demo-cameras.ts';
import type { Foundation } from './foundation.ts';
import type { Neighbours } from './neighbours.ts';

/** Cameras of every kind, and the sites they are at. */
export function createWatching(base: Foundation, near: Neighbours) {
  const { store, events, log, closers, config, secrets, hub, packets, ffmpeg, nowMs } = base;
  const push = new PushInbox();
  const demo = closers.add(createDemoSource({ dataDir: config.dataDir }), (source) => source.close());
  const sources = createSourceRegistry({ push, ffmpeg }).register('demo:', demo.run).register('unreadable:', unreadableSource);
  const cameras = closers.add(
    new CameraService({
      repository: secrets.cameras,
      ...{ sources, push, hub, packets, maxCameras: config.maxCameras },
      analysisOf: (record) => near.analysis().stateOf(record),
      siteExists: async (id) => (await store.sites.get(id)) !== null,
      onChanged: (camera) => events.emit('camera-changed', camera),
      onStored: (record) => {
        near.analysis().setCamera(record);
        near.recorder().setCamera(record);
      },
      onRemoved: (id) => {
        near.analysis().removeCamera(id);
        near.recorder().removeCamera(id);
        events.emit('camera-removed', { id });
      },
      onBug: (error) => log.error({ err: error }, 'a camera failed in an unexpected way'),
    }),
    (service) => service.close(),
  );
  const sites = new SiteService({
    sites: store.sites,
    onChanged: (site) => events.emit('site-changed', site),
    onRemoved: (id) => events.emit('site-removed', { id }),
    onCamerasDetached: (ids) => cameras.reload(ids),
  });
  return {
    cameras,
    live: () => cameras.list().filter(({ state }) => state.status === 'live').length,
    handlers: { ...createSiteHandlers(sites, () => cameras.list()), ...createCameraHandlers(cameras) },
    syncDemo: () => syncDemoCameras(secrets.cameras, demoCameras, config.demo, nowMs()),
  };
}
