import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { TunnelSettings } from '../../../shared/schemas/tunnel.ts';
import type { TunnelService } from './tunnel-service.ts';

/** The contract's `tunnel.*`. */
export function createTunnelHandlers(tunnel: TunnelService): Pick<Handlers, 'tunnel.status' | 'tunnel.update' | 'tunnel.retry'> {
  return {
    'tunnel.status': () => tunnel.status(),
    'tunnel.update': (patch) => tunnel.update(withoutUndefined(patch)),
    'tunnel.retry': () => {
      tunnel.retry();
      return tunnel.status();
    },
  };
}

type Patch = { [K in keyof TunnelSettings]?: TunnelSettings[K] | undefined };

/** A field that was left out must not overwrite one that is set. */
function withoutUndefined(patch: Patch): Partial<TunnelSettings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
