import { join } from 'node:path';
import { app } from 'electron';
import { stationFiles } from '../services/station/station-files.ts';
import { createStation } from '../services/station/station.ts';
import { startDesktop } from './start-desktop.ts';

startDesktop(({ config, startInference, log }) => {
  const files = stationFiles(app.getAppPath());
  // The packed app carries its models beside the archive: they are opened by native code that cannot read inside it.
  const modelsDir = app.isPackaged ? join(process.resourcesPath, 'models') : files.modelsDir;
  return createStation({ config, startInference, log, files: { ...files, modelsDir } });
});
