import { app, session, type Session, type WebContents } from 'electron';
import { isConsoleUrl } from './app-address.ts';
import { openExternal } from './external-links.ts';
import type { Logger } from '../services/logging/logger.ts';

/** What the console's page may ask of the system; everything else is denied. */
const allowedPermissions: ReadonlySet<string> = new Set(['notifications', 'fullscreen']);

/** Before the app is ready: every page, whoever makes it, runs in a sandbox and may neither navigate away nor open windows. */
export function setupHardening(log: Logger, devServerUrl: string | null): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => confine(contents, log, devServerUrl));
}

/** Once the app is ready: permissions, devices and the network of the console's session. */
export function hardenSession(devServerUrl: string | null, target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(allowedPermissions.has(permission) && isConsoleUrl(details.requestingUrl, devServerUrl)),
  );
  target.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => allowedPermissions.has(permission) && isConsoleUrl(requestingOrigin, devServerUrl),
  );
  target.setDevicePermissionHandler(() => false);
  // The page has no business on any network: the station is reached over IPC. During development vite's own server is.
  target.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'] }, (details, callback) => {
    callback({ cancel: !isDevRequest(details.url, devServerUrl) });
  });
}

function confine(contents: WebContents, log: Logger, devServerUrl: string | null): void {
  const refuseUnlessConsole = (event: { readonly url: string; preventDefault(): void }) => {
    if (isConsoleUrl(event.url, devServerUrl)) return;
    event.preventDefault();
    log.warn({ to: event.url }, 'refused a navigation');
  };
  contents.on('will-navigate', refuseUnlessConsole);
  contents.on('will-frame-navigate', refuseUnlessConsole);
  contents.on('will-redirect', refuseUnlessConsole);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (!openExternal(url)) log.warn({ to: url }, 'refused to open a window');
    return { action: 'deny' };
  });
}

function isDevRequest(address: string, devServerUrl: string | null): boolean {
  const url = URL.parse(address);
  const dev = devServerUrl === null ? null : URL.parse(devServerUrl);
  return url !== null && dev !== null && url.host === dev.host;
}
