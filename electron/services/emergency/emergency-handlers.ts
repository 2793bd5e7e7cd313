import type { Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { reaches, reachOf } from '../../../shared/domain/reach.ts';
import type { EmergencyService } from './emergency-service.ts';

/** The contract's `emergency.*`. */
export function createEmergencyHandlers(service: EmergencyService): Pick<Handlers, 'emergency.send'> {
  return {
    'emergency.send': (input, caller) => {
      if (!caller.user) throw new AppError('unauthenticated', 'Sign in first.');
      const reach = reachOf(caller);
      return service.call(input, caller.user.username, 'console', (place) => reaches(reach, place));
    },
  };
}
