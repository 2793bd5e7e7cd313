import type { Handlers } from '../../../../shared/contract/dispatch.ts';
import type { RemoteArchiveSettings } from '../../../../shared/schemas/remote-archive.ts';
import type { LiveSettings } from '../../notifications/channels/settings/live-settings.ts';
import type { RemoteArchive } from './remote-archive.ts';

type RemoteArchiveHandlers = Pick<Handlers, Extract<keyof Handlers, `remoteArchive.${string}`>>;

/** The contract's `remoteArchive.*`. */
export function createRemoteArchiveHandlers(archive: RemoteArchive, settings: LiveSettings<RemoteArchiveSettings>): RemoteArchiveHandlers {
  return {
    'remoteArchive.status': () => archive.status(),
    'remoteArchive.settings': () => settings.view(),
    'remoteArchive.updateSettings': async (patch) => {
      const view = await settings.update(patch);
      await archive.changed();
      return view;
    },
    'remoteArchive.test': () => archive.test(),
    'remoteArchive.retry': () => archive.retry(),
  };
}
