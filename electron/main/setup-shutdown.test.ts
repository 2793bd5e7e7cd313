import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app } = await import('./test-support/fake-electron.ts');
const { setupShutdown } = await import('./setup-shutdown.ts');

const log = pino({ level: 'silent' });
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;
const before = new Map(signals.map((signal) => [signal, process.rawListeners(signal)]));
const ours = (signal: (typeof signals)[number]) =>
  process.rawListeners(signal).filter((listener) => !before.get(signal)?.includes(listener)) as (() => void)[];

afterEach(() => {
  vi.useRealTimers();
  app.removeAllListeners();
  for (const signal of signals) for (const listener of ours(signal)) process.off(signal, listener);
});

/** Plays Electron's quit: asks, and says whether the app may end. */
function askToQuit(): boolean {
  const preventDefault = vi.fn();
  app.emit('before-quit', { preventDefault });
  return preventDefault.mock.calls.length === 0;
}

test('takes everything down in order, then ends', async () => {
  const steps: string[] = [];
  setupShutdown(
    [
      () => void steps.push('window'),
      async () => {
        await Promise.resolve();
        steps.push('ipc');
      },
      () => void steps.push('station'),
    ],
    log,
  );
  expect(askToQuit()).toBe(false);
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  expect(steps).toEqual(['window', 'ipc', 'station']);
  expect(askToQuit()).toBe(true);
});

test('asking twice takes down once', async () => {
  const step = vi.fn();
  setupShutdown([step], log);
  askToQuit();
  expect(askToQuit()).toBe(false);
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  expect(step).toHaveBeenCalledOnce();
});

test('a step that fails does not keep the next from running', async () => {
  const station = vi.fn();
  setupShutdown(
    [
      () => {
        throw new Error('tray is gone');
      },
      station,
    ],
    log,
  );
  askToQuit();
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  expect(station).toHaveBeenCalledOnce();
});

test('a station that hangs does not keep the app for ever', async () => {
  vi.useFakeTimers();
  setupShutdown([() => new Promise(() => undefined)], log);
  askToQuit();
  await vi.advanceTimersByTimeAsync(8000);
  expect(app.quit).toHaveBeenCalledOnce();
});

test.each(signals)('%s quits in the same order', (signal) => {
  setupShutdown([], log);
  const [listener] = ours(signal);
  listener?.();
  expect(app.quit).toHaveBeenCalledOnce();
});

test('closing the last window ends nothing', () => {
  setupShutdown([], log);
  app.emit('window-all-closed');
  expect(app.listenerCount('window-all-closed')).toBe(1);
  expect(app.quit).not.toHaveBeenCalled();
});
