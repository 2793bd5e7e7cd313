import { app } from 'electron';
import { stationFiles } from '../services/station/station-files.ts';
import { createStation } from '../services/station/station.ts';
import { startDesktop } from './start-desktop.ts';

/** The desktop app: the same station the headless entry starts, with a window of its own. */
startDesktop(({ files, ...options }) =>
  createStation({ ...options, files: { ...stationFiles(app.getAppPath()), modelsDir: files.modelsDir } }),
);
