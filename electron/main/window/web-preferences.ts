import type { WebPreferences } from 'electron';

/** What the console's page is given: no Node, a sandbox, its own world, and one preload. Written out even where it is Electron's default. */
export function consoleWebPreferences(preload: string, packaged: boolean): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    devTools: !packaged,
    // An alarm must sound without a click before it, and in a window that is hidden in the tray.
    autoplayPolicy: 'no-user-gesture-required',
    backgroundThrottling: false,
  };
}
