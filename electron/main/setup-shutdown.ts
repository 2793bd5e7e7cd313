import { app } from 'electron';
import type { Logger } from '../services/logging/logger.ts';

/** Longest time the station gets to end its processes and close its store. */
const longestMs = 8000;

/**
 * Quitting, in order: take the shell down, close the station, then end. Also when whoever started the app is gone.
 * @param takeDown called in order, once; a step that fails does not stop the next.
 */
export function setupShutdown(takeDown: readonly (() => unknown)[], log: Logger): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void Promise.race([runAll(takeDown, log), giveUp(log)]).then(() => {
      state = 'closed';
      app.quit();
    });
  });
  // Closing the window hides it; the app goes on until somebody quits it.
  app.on('window-all-closed', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  process.once('disconnect', () => app.quit());
}

async function runAll(steps: readonly (() => unknown)[], log: Logger): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      log.error({ err: error }, 'a step of the shutdown failed');
    }
  }
}

function giveUp(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      log.warn('the station took too long to close');
      resolve();
    }, longestMs);
    timer.unref();
  });
}
