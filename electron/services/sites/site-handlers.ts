import type { Handlers } from '../../../shared/contract/dispatch.ts';
import { knownSites, reachOf } from '../../../shared/domain/reach.ts';
import type { SiteService } from './site-service.ts';

type SiteHandlers = Pick<Handlers, 'sites.list' | 'sites.create' | 'sites.update' | 'sites.delete'>;

/** The contract's `sites.*`. */
export function createSiteHandlers(service: SiteService, cameras: () => readonly { id: string; siteId: string | null }[]): SiteHandlers {
  return {
    'sites.list': async (_input, caller) => {
      const isKnown = knownSites(reachOf(caller), cameras());
      return (await service.list()).filter(({ id }) => isKnown(id));
    },
    'sites.create': (input) => service.create(input),
    'sites.update': ({ id, ...patch }) => service.update(id, patch),
    'sites.delete': async ({ id }) => {
      await service.remove(id);
      return { done: true };
    },
  };
}
