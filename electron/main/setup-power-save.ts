import { powerSaveBlocker } from 'electron';
import type { DesktopStation } from './desktop-station.ts';

/** Keeps the machine from falling asleep while there is a camera to watch; the screen may go dark. @returns a function that lets it sleep. */
export function setupPowerSave(events: DesktopStation['events']): () => void {
  let blocker: number | null = null;
  const release = () => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  };
  const stop = events.on('station-status', ({ cameras }) => {
    if (cameras.total === 0) release();
    else blocker ??= powerSaveBlocker.start('prevent-app-suspension');
  });
  return () => {
    stop();
    release();
  };
}
