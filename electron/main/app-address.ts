/** The scheme and host the console is served on inside the desktop window. */
export const appScheme = 'app';
export const appHost = 'sentra';
export const appOrigin = `${appScheme}://${appHost}`;

/**
 * Decides which addresses belong to the console: `app://sentra/...`, and during development the address of vite's server.
 * Compared part by part, because `URL.origin` is `null` for schemes Node does not know.
 */
export function isConsoleUrl(address: string, devServerUrl: string | null = null): boolean {
  const url = URL.parse(address);
  if (!url) return false;
  if (url.protocol === `${appScheme}:`) return url.host === appHost && url.username === '' && url.password === '';
  const dev = devServerUrl === null ? null : URL.parse(devServerUrl);
  return dev !== null && dev.origin !== 'null' && url.origin === dev.origin;
}
