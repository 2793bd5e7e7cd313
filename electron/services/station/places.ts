import type { PlaceResolver } from '../../../shared/contract/scope-check.ts';
import type { CameraService } from '../cameras/camera-service.ts';
import type { IncidentService } from '../incidents/incident-service.ts';
import type { SiteRepository } from '../store/site-repository.ts';

/** Where cameras, incidents and sites of this station are. */
export function stationPlaces(parts: {
  readonly cameras: Pick<CameraService, 'siteOf'>;
  readonly incidents: Pick<IncidentService, 'placeOf'>;
  readonly sites: Pick<SiteRepository, 'get'>;
}): PlaceResolver {
  const { cameras, incidents, sites } = parts;
  return {
    camera: (id) => {
      const siteId = cameras.siteOf(id);
      return siteId === undefined ? null : { cameraId: id, siteId };
    },
    incident: (id) => incidents.placeOf(id),
    site: async (id) => ((await sites.get(id)) ? { cameraId: null, siteId: id } : null),
  };
}
