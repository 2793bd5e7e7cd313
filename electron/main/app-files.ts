import { join } from 'node:path';

/** Where the built parts of the app lie, in the source tree after `electron-vite build` and in the packed archive alike. */
export interface AppFiles {
  readonly consoleDir: string;
  readonly preload: string;
  readonly inferenceHost: string;
  /** Beside the archive when packed: onnxruntime opens model files by itself. */
  readonly modelsDir: string;
  readonly windowIcon: string;
  readonly trayIcon: string;
}

/**
 * @param appPath folder that holds package.json, as `app.getAppPath()` gives it.
 * @param resourcesPath `process.resourcesPath` of a packed app, null from source.
 */
export function appFiles(appPath: string, resourcesPath: string | null, platform: NodeJS.Platform = process.platform): AppFiles {
  const icons = join(appPath, 'resources', 'icons');
  return {
    consoleDir: join(appPath, 'renderer', 'dist'),
    preload: join(appPath, 'out', 'preload', 'index.cjs'),
    inferenceHost: join(appPath, 'out', 'main', 'inference-host.js'),
    modelsDir: join(resourcesPath ?? appPath, 'models'),
    windowIcon: join(icons, 'icon-256.png'),
    // macOS recolours a template image for its menu bar; Electron picks the `@2x` file beside it on dense screens.
    trayIcon: join(icons, platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'),
  };
}
