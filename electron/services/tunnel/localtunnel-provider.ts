import { isIP } from 'node:net';
import { keepLocaltunnelPool } from './localtunnel-pool.ts';
import { registerLocaltunnel } from './localtunnel-registration.ts';
import type { TunnelProvider } from './tunnel-provider.ts';

export interface LocaltunnelOptions {
  /** Server of the localtunnel protocol. */
  readonly server: URL;
  /** Name to ask for; read at every opening. */
  readonly subdomain: () => string | null;
}

/** The public server, which the published client uses unless told otherwise. */
export const publicLocaltunnelServer = 'https://localtunnel.me';
const passwordTimeoutMs = 4_000;

/**
 * localtunnel, spoken by a client of our own. The public server shows browsers a page first that asks for a "tunnel password": the
 * public IP address of the station's network. @see docs/decisions/0009-tunnel.md
 */
export function createLocaltunnelProvider({ server, subdomain }: LocaltunnelOptions): TunnelProvider {
  return {
    name: 'localtunnel',
    // The server is free software that sets no such header by itself: whatever comes is the visitor's word.
    visitorHeader: null,
    unready: async () => null,
    open: async ({ port, signal }) => {
      const registration = await registerLocaltunnel(server, subdomain(), signal);
      const closed = keepLocaltunnelPool({ registration, port, signal });
      return { url: registration.url, visitorPassword: await readVisitorPassword(registration.url, signal), closed };
    },
  };
}

/** The public service tells the password to the machine whose tunnel it is; null where there is no such page or no answer. */
async function readVisitorPassword(url: string, signal: AbortSignal): Promise<string | null> {
  const { hostname } = new URL(url);
  if (!hostname.endsWith('.loca.lt')) return null;
  try {
    const answer = await fetch('https://loca.lt/mytunnelpassword', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(passwordTimeoutMs)]),
    });
    const text = answer.ok ? (await answer.text()).trim().slice(0, 100) : '';
    return isIP(text) === 0 ? null : text;
  } catch {
    // The tunnel works without: whoever is on the station's network can look it up.
    return null;
  }
}
