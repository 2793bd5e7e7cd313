import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { reachOf } from '../../../shared/domain/reach.ts';
import { AppError } from '../../../shared/errors.ts';
import type { IncidentService } from './incident-service.ts';

type IncidentHandlers = Pick<Handlers, 'incidents.list' | 'incidents.since' | 'incidents.get' | 'incidents.update' | 'incidents.shown'>;

/** The contract's `incidents.*`. */
export function createIncidentHandlers(service: IncidentService): IncidentHandlers {
  return {
    'incidents.list': (filter, caller) => service.list(filter, reachOf(caller)),
    'incidents.since': (since, caller) => service.since(since, reachOf(caller)),
    'incidents.get': ({ id }) => service.get(id),
    'incidents.update': ({ id, ...patch }, caller) => service.update(id, patch, nameOf(caller)),
    'incidents.shown': async ({ id }, caller) => {
      await service.markShown(id, nameOf(caller));
      return { done: true };
    },
  };
}

function nameOf({ user }: Caller): string {
  if (!user) throw new AppError('unauthenticated', 'Sign in first.');
  return user.username;
}
