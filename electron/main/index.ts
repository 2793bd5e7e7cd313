import { app } from 'electron';
import { stationFiles } from '../services/station/station-files.ts';
import { createStation } from '../services/station/station.ts';
import { keychainKey } from './keychain-key.ts';
import { startDesktop } from './start-desktop.ts';

/** The desktop app: the same station the headless entry starts, with a window of its own. */
startDesktop(({ files, ...options }) =>
  createStation({
    ...options,
    keySource: keychainKey(options.config.dataDir, options.log),
    files: { ...stationFiles(app.getAppPath()), modelsDir: files.modelsDir },
  }),
);
