import { app, dialog, type RelaunchOptions } from 'electron';
import { redactUrls, type Logger } from '../services/logging/logger.ts';
import type { DesktopSettingsFile } from './desktop-settings.ts';
import type { ShellTexts } from './shell-texts.ts';

export interface FailureOptions {
  readonly settings: DesktopSettingsFile;
  readonly log: Logger;
  readonly texts: ShellTexts;
  readonly nowMs?: () => number;
}

/** A second failure within this time is shown to the person instead of starting over once more. */
const restartGuardMs = 60_000;

/**
 * A bug in the main process leaves it in an unknown state, so it ends; but an unattended console must come back. The failure is logged
 * and noted, the app starts itself again and says so; failing twice within a minute it stops and shows the reason.
 */
export function setupFailureHandling({ settings, log, texts, nowMs = Date.now }: FailureOptions): void {
  let failing = false;
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    if (failing) return;
    failing = true;
    void endAfter(error, settings, texts, nowMs());
  });
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'unhandled rejection'));
}

async function endAfter(error: Error, settings: DesktopSettingsFile, texts: ShellTexts, atMs: number): Promise<void> {
  const previousMs = settings.value.lastCrash?.atMs ?? 0;
  const reason = redactUrls(error.message).slice(0, 500);
  await settings.change({ lastCrash: { atMs, reason } }).catch(() => undefined);
  if (atMs - previousMs < restartGuardMs) dialog.showErrorBox(texts.failedTitle, reason);
  else app.relaunch(relaunchOptions());
  app.exit(1);
}

/** An AppImage runs from a mount that ends with the process: the file itself is started. */
function relaunchOptions(): RelaunchOptions {
  const appImage = process.env.APPIMAGE;
  return appImage ? { execPath: appImage, args: process.argv.slice(1) } : {};
}

/** The failure this start follows, or null: told once. */
export function recentFailure(settings: DesktopSettingsFile, nowMs: number): string | null {
  const crash = settings.value.lastCrash;
  return crash && nowMs - crash.atMs < restartGuardMs ? crash.reason : null;
}
