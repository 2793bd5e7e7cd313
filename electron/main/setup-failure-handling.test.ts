import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { DesktopSettingsFile } from './desktop-settings.ts';
import { shellTexts } from './shell-texts.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app, dialog } = await import('./test-support/fake-electron.ts');
const { recentFailure, setupFailureHandling } = await import('./setup-failure-handling.ts');

/** The test runner listens for these too: only our own listeners are called, and taken away again. */
const events = ['uncaughtException', 'unhandledRejection'] as const;
const before = new Map(events.map((event) => [event, process.rawListeners(event)]));
const ours = (event: (typeof events)[number]) =>
  process.rawListeners(event).filter((listener) => !before.get(event)?.includes(listener)) as ((error: unknown) => void)[];
afterEach(() => {
  for (const event of events) for (const listener of ours(event)) process.off(event, listener);
});

async function setup(nowMs: number) {
  const folder = await mkdtemp(join(tmpdir(), 'sentra-failure-'));
  const settings = await DesktopSettingsFile.open(folder);
  const lines: string[] = [];
  setupFailureHandling({
    settings,
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    texts: shellTexts('en'),
    nowMs: () => nowMs,
  });
  const raise = (error: Error) => {
    for (const listener of ours('uncaughtException')) listener(error);
  };
  return { settings, lines, raise, folder };
}

test('a bug ends the process, is in the log, and the app starts itself again', async () => {
  const { lines, raise, settings } = await setup(100_000);
  raise(new Error('broken rtsp://user:pw@10.0.0.5/x'));
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(1));
  expect(app.relaunch).toHaveBeenCalledOnce();
  expect(dialog.showErrorBox).not.toHaveBeenCalled();
  expect(lines.join('')).toContain('uncaught exception');
  expect(settings.value.lastCrash).toEqual({ atMs: 100_000, reason: 'broken rtsp://***@10.0.0.5/x' });
});

test('the next start can say so, for a minute', async () => {
  const { settings } = await setup(0);
  await settings.change({ lastCrash: { atMs: 100_000, reason: 'broken' } });
  expect(recentFailure(settings, 130_000)).toBe('broken');
  expect(recentFailure(settings, 161_000)).toBeNull();
});

test('failing twice within a minute stops and shows the reason', async () => {
  const { raise, settings } = await setup(130_000);
  await settings.change({ lastCrash: { atMs: 100_000, reason: 'broken' } });
  raise(new Error('broken again'));
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(1));
  expect(dialog.showErrorBox).toHaveBeenCalledWith('SENTRA cannot go on', 'broken again');
  expect(app.relaunch).not.toHaveBeenCalled();
});

test('a second error while ending changes nothing', async () => {
  const { raise } = await setup(100_000);
  raise(new Error('first'));
  raise(new Error('second'));
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalled());
  expect(app.exit).toHaveBeenCalledOnce();
});

test('a forgotten rejection is logged and nothing ends', async () => {
  const { lines } = await setup(100_000);
  for (const listener of ours('unhandledRejection')) listener(new Error('forgotten'));
  expect(lines.join('')).toContain('forgotten');
  expect(app.exit).not.toHaveBeenCalled();
});
