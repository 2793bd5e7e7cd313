import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { SecretService } from './secret-service.ts';

/** The contract's `secrets.*`. */
export function createSecretHandlers(service: SecretService): Pick<Handlers, 'secrets.list' | 'secrets.set'> {
  return {
    'secrets.list': () => service.list(),
    'secrets.set': async ({ name, value }) => {
      await service.set(name, value);
      return { done: true };
    },
  };
}
