import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, Notification } from 'electron';
import { AppError } from '../../shared/errors.ts';
import { readStationConfig, type StationConfig } from '../services/config/station-config.ts';
import type { StartInferenceProcess } from '../services/inference/inference-process.ts';
import { createLogger, type Logger } from '../services/logging/logger.ts';
import { appOrigin } from './app-address.ts';
import { type AppFiles, appFiles } from './app-files.ts';
import { DesktopSettingsFile } from './desktop-settings.ts';
import type { DesktopStation } from './desktop-station.ts';
import { serveIpc } from './ipc/serve-ipc.ts';
import { serveLiveIpc } from './ipc/serve-live.ts';
import { trustedSenderCheck } from './ipc/trusted-sender.ts';
import { registerAppScheme, serveAppProtocol } from './protocol/app-protocol.ts';
import { setupAlerts } from './setup-alerts.ts';
import { recentFailure, setupFailureHandling } from './setup-failure-handling.ts';
import { setupFirstRun } from './setup-first-run.ts';
import { hardenSession, setupHardening } from './setup-hardening.ts';
import { setupLoginItem, startedHidden } from './setup-login-item.ts';
import { setupMenu } from './setup-menu.ts';
import { setupPowerSave } from './setup-power-save.ts';
import { setupRendererRecovery } from './setup-renderer-recovery.ts';
import { setupShutdown } from './setup-shutdown.ts';
import { setupSingleInstance } from './setup-single-instance.ts';
import { setupTray } from './setup-tray.ts';
import { type ShellTexts, shellTexts } from './shell-texts.ts';
import { startInferenceUtility } from './start-inference-utility.ts';
import { stationArguments } from './station-arguments.ts';
import { ConsoleWindow } from './window/console-window.ts';

/** Makes the station this shell shows; the composition root passes the real one. */
export type CreateDesktopStation = (options: {
  readonly config: StationConfig;
  readonly startInference: StartInferenceProcess;
  readonly log: Logger;
  readonly files: AppFiles;
}) => Promise<DesktopStation>;

/** Starts the desktop app: everything that must happen before Electron is ready, then the station, then its window. */
export function startDesktop(createStation: CreateDesktopStation): void {
  const config = readConfig();
  if (!config) {
    app.exit(1);
    return;
  }
  // One profile a data folder: two stations may run side by side, one station is never opened twice.
  const profile = join(config.dataDir, 'desktop');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setPath('userData', profile);
  app.setAppUserModelId('app.sentra.console');
  const log = createLogger(config.logLevel);
  const devServerUrl = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null);
  const showConsole: { run: () => void } = { run: () => undefined };
  if (!setupSingleInstance(() => showConsole.run())) {
    app.exit(0);
    return;
  }
  registerAppScheme();
  setupHardening(log, devServerUrl);
  app
    .whenReady()
    .then(() => run({ config, log, devServerUrl, createStation, showConsole }))
    .catch((error: unknown) => fail(error, log));
}

interface Run {
  readonly config: StationConfig;
  readonly log: Logger;
  readonly devServerUrl: string | null;
  readonly createStation: CreateDesktopStation;
  readonly showConsole: { run: () => void };
}

async function run({ config, log, devServerUrl, createStation, showConsole }: Run): Promise<void> {
  const files = appFiles(app.getAppPath(), app.isPackaged ? process.resourcesPath : null);
  const texts = shellTexts(app.getLocale());
  const settings = await DesktopSettingsFile.open(app.getPath('userData'));
  setupFailureHandling({ settings, log, texts });
  hardenSession(devServerUrl);

  const station = await createStation({ config, log, files, startInference: startInferenceUtility(files.inferenceHost, log) });
  const window = new ConsoleWindow({
    settings,
    url: devServerUrl ?? `${appOrigin}/`,
    preload: files.preload,
    icon: files.windowIcon,
    packaged: app.isPackaged,
    onHiddenByClose: () => void tellOnce(settings, texts, files.windowIcon),
  });
  const contents = () => window.current?.webContents ?? null;
  const isTrustedSender = trustedSenderCheck(contents, devServerUrl);
  serveAppProtocol({ consoleDir: files.consoleDir, media: async (request) => station.media(request, await station.owner()) });
  const quit = () => app.quit();
  const loginItem = setupLoginItem();
  setupMenu(texts, app.isPackaged, quit);
  setupShutdown(
    [
      () => window.letGo(),
      setupRendererRecovery({ current: () => window.current, log, texts }),
      serveIpc({ station, isTrustedSender, contents }),
      serveLiveIpc({ createLiveFeed: station.createLiveFeed, isTrustedSender }),
      setupPowerSave(station.events),
      setupAlerts({ events: station.events, window, texts, icon: files.windowIcon }),
      await setupTray({ station, window, loginItem, texts, icon: files.trayIcon, quit }),
      () => station.close(),
    ],
    log,
  );
  showConsole.run = () => window.show();
  app.on('activate', () => window.show());
  const opened = window.open(!startedHidden(process.argv));
  announceRestart(settings, texts);
  await setupFirstRun(station.firstRunPassword, station.address(), opened, texts);
}

function readConfig(): StationConfig | null {
  try {
    return readStationConfig(stationArguments(process.argv), process.env);
  } catch (error) {
    dialog.showErrorBox('SENTRA', error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** The station could not start: the reason in words a person can act on, the rest in the log. */
function fail(error: unknown, log: Logger): void {
  log.fatal({ err: error }, 'the desktop app could not start');
  const reason = error instanceof AppError ? error.message : 'Something went wrong inside the station; its log says more.';
  dialog.showErrorBox(shellTexts(app.getLocale()).failedTitle, reason);
  app.exit(1);
}

async function tellOnce(settings: DesktopSettingsFile, texts: ShellTexts, icon: string): Promise<void> {
  if (settings.value.trayNoticeShown) return;
  await settings.change({ trayNoticeShown: true });
  if (Notification.isSupported()) new Notification({ title: texts.stillRunningTitle, body: texts.stillRunningBody, icon }).show();
}

function announceRestart(settings: DesktopSettingsFile, texts: ShellTexts): void {
  const reason = recentFailure(settings, Date.now());
  if (reason !== null && Notification.isSupported()) new Notification({ title: texts.restartedTitle, body: reason }).show();
}
