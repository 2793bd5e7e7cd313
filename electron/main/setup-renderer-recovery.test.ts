import pino from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BrowserWindow as RealWindow } from 'electron';
import { ReloadBackOff } from './reload-back-off.ts';
import { shellTexts } from './shell-texts.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app, BrowserWindow, dialog, FakeWebContents } = await import('./test-support/fake-electron.ts');
const { setupRendererRecovery } = await import('./setup-renderer-recovery.ts');

let stop: () => void = () => undefined;
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function setup() {
  const window = new BrowserWindow();
  const lines: string[] = [];
  stop = setupRendererRecovery({
    current: () => window as unknown as RealWindow,
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    texts: shellTexts('en'),
    backOff: new ReloadBackOff(() => Date.now()),
  });
  app.emit('browser-window-created', {}, window);
  const die = (reason: string, contents = window.webContents) => app.emit('render-process-gone', {}, contents, { reason, exitCode: 5 });
  return { window, die, lines };
}

test('a dead console process is loaded again, each time after a longer wait', () => {
  const { window, die } = setup();
  const waits = [500, 1000, 2000];
  for (const [index, waitMs] of waits.entries()) {
    die('crashed');
    vi.advanceTimersByTime(waitMs - 1);
    expect(window.webContents.reload).toHaveBeenCalledTimes(index);
    vi.advanceTimersByTime(1);
    expect(window.webContents.reload).toHaveBeenCalledTimes(index + 1);
  }
});

test('the wait has a ceiling, and starts over after a quiet time', () => {
  let nowMs = 0;
  const backOff = new ReloadBackOff(() => nowMs);
  const waits = Array.from({ length: 9 }, () => backOff.nextMs());
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  nowMs = 121_000;
  expect(backOff.nextMs()).toBe(500);
});

test('an ordinary end and another page are left alone', () => {
  const { window, die } = setup();
  die('clean-exit');
  die('crashed', new FakeWebContents());
  vi.advanceTimersByTime(60_000);
  expect(window.webContents.reload).not.toHaveBeenCalled();
});

test('the death of a helper process is in the log, with its name', () => {
  const { lines } = setup();
  app.emit('child-process-gone', {}, { type: 'Utility', reason: 'killed', exitCode: 9, serviceName: 'SENTRA inference' });
  expect(lines.join('')).toMatch(/SENTRA inference/);
});

test('a console that hangs: the person waits or reloads; nobody is asked twice', async () => {
  const { window } = setup();
  dialog.showMessageBox.mockResolvedValueOnce({ response: 1, checkboxChecked: false });
  window.emit('unresponsive');
  window.emit('unresponsive');
  await vi.waitFor(() => expect(window.webContents.reload).toHaveBeenCalledOnce());
  expect(dialog.showMessageBox).toHaveBeenCalledOnce();
});

test('the question goes away when the console answers again', () => {
  const { window } = setup();
  dialog.showMessageBox.mockReturnValueOnce(new Promise(() => undefined));
  window.emit('unresponsive');
  const [, { signal }] = dialog.showMessageBox.mock.calls[0] as [unknown, { signal: AbortSignal }];
  expect(signal.aborted).toBe(false);
  window.emit('responsive');
  expect(signal.aborted).toBe(true);
});
