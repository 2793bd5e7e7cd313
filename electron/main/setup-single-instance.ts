import { app } from 'electron';

/**
 * One app per data folder: a second start brings the first one's window to the front and ends.
 * @returns false when this process is the second and must end.
 */
export function setupSingleInstance(showConsole: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', showConsole);
  return true;
}
