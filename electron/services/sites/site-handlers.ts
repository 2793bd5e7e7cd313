import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { SiteService } from './site-service.ts';

type SiteHandlers = Pick<Handlers, 'sites.list' | 'sites.create' | 'sites.update' | 'sites.delete'>;

/** The contract's `sites.*`. */
export function createSiteHandlers(service: SiteService): SiteHandlers {
  return {
    'sites.list': () => service.list(),
    'sites.create': (input) => service.create(input),
    'sites.update': ({ id, ...patch }) => service.update(id, patch),
    'sites.delete': async ({ id }) => {
      await service.remove(id);
      return { done: true };
    },
  };
}
