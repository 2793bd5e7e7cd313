import type { PublicAddress } from '../../../shared/schemas/tunnel.ts';
import type { StationConfig } from '../config/station-config.ts';
import type { Logger } from '../logging/logger.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';
import { createCloudflaredProvider } from './cloudflared-provider.ts';
import { createLocaltunnelProvider, publicLocaltunnelServer } from './localtunnel-provider.ts';
import { createNgrokProvider, type NgrokModule } from './ngrok-provider.ts';
import { createTunnelHandlers } from './tunnel-handlers.ts';
import { TunnelService } from './tunnel-service.ts';

export interface TunnelOptions {
  readonly config: Pick<StationConfig, 'tunnel' | 'localtunnelHost' | 'cloudflaredPath'>;
  readonly settings: SettingsRepository;
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly onChanged: (address: PublicAddress) => void;
  readonly log: Logger;
}

export interface Tunnel {
  readonly service: TunnelService;
  readonly handlers: ReturnType<typeof createTunnelHandlers>;
}

/** The public address with the providers this program knows. */
export function createTunnel({ config, settings, secrets, onChanged, log }: TunnelOptions): Tunnel {
  const service = new TunnelService({
    settings,
    choice: config.tunnel,
    onChanged,
    log,
    providers: (subdomain) => [
      createCloudflaredProvider({ program: config.cloudflaredPath, env: process.env }),
      createNgrokProvider({
        authtoken: () => secrets.get('ngrok-authtoken'),
        load: loadNgrok,
        onLeftOpen: (error) => log.warn({ err: error }, 'an ngrok listener could not be closed'),
      }),
      createLocaltunnelProvider({ server: new URL(config.localtunnelHost ?? publicLocaltunnelServer), subdomain }),
    ],
  });
  return { service, handlers: createTunnelHandlers(service) };
}

async function loadNgrok(): Promise<NgrokModule> {
  const { default: ngrok } = await import('@ngrok/ngrok');
  return ngrok;
}
