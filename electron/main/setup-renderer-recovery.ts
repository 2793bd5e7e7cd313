import { app, dialog, type BrowserWindow } from 'electron';
import type { Logger } from '../services/logging/logger.ts';
import { ReloadBackOff } from './reload-back-off.ts';
import type { ShellTexts } from './shell-texts.ts';

export interface RecoveryOptions {
  readonly current: () => BrowserWindow | null;
  readonly log: Logger;
  readonly texts: ShellTexts;
  readonly backOff?: ReloadBackOff;
}

/**
 * Brings the console's page back when its process dies, with growing waits, and asks the person when it hangs. The station itself
 * runs in other processes and goes on meanwhile. Deaths of GPU and utility processes are logged; Electron and the station restart those.
 */
export function setupRendererRecovery({ current, log, texts, backOff = new ReloadBackOff() }: RecoveryOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onGone = (_event: unknown, contents: { readonly id: number }, { reason, exitCode }: { reason: string; exitCode: number }) => {
    const window = current();
    if (reason === 'clean-exit' || window?.webContents.id !== contents.id) return;
    const waitMs = backOff.nextMs();
    log.error({ reason, exitCode, waitMs }, 'the console process is gone; loading it again');
    clearTimeout(timer);
    timer = setTimeout(() => current()?.webContents.reload(), waitMs);
  };
  const onChildGone = (_event: unknown, details: { type: string; reason: string; exitCode: number; serviceName?: string }) =>
    log.error({ type: details.type, reason: details.reason, exitCode: details.exitCode, name: details.serviceName }, 'a process is gone');
  const onWindow = (_event: unknown, window: BrowserWindow) => askWhenUnresponsive(window, log, texts);
  app.on('render-process-gone', onGone);
  app.on('child-process-gone', onChildGone);
  app.on('browser-window-created', onWindow);
  return () => {
    clearTimeout(timer);
    app.off('render-process-gone', onGone);
    app.off('child-process-gone', onChildGone);
    app.off('browser-window-created', onWindow);
  };
}

function askWhenUnresponsive(window: BrowserWindow, log: Logger, texts: ShellTexts): void {
  let question: AbortController | null = null;
  window.on('unresponsive', async () => {
    if (question) return;
    question = new AbortController();
    log.warn('the console does not respond');
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: texts.unresponsive,
      buttons: [texts.wait, texts.reload],
      defaultId: 0,
      cancelId: 0,
      signal: question.signal,
    });
    question = null;
    if (response === 1 && !window.isDestroyed()) window.webContents.reload();
  });
  window.on('responsive', () => question?.abort());
}
