import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { StationStatus } from '../../shared/schemas/station.ts';
import { openConsoleInBrowser } from './open-console-in-browser.ts';
import type { DesktopStation } from './desktop-station.ts';
import type { LoginItem } from './setup-login-item.ts';
import type { ShellTexts } from './shell-texts.ts';
import type { ConsoleWindow } from './window/console-window.ts';

export interface TrayOptions {
  readonly station: Pick<DesktopStation, 'events' | 'address'>;
  readonly window: ConsoleWindow;
  readonly loginItem: LoginItem;
  readonly texts: ShellTexts;
  readonly icon: string;
  readonly quit: () => void;
}

/** The tray icon: how the station is, show or hide the console, start at login, quit. */
export async function setupTray(options: TrayOptions): Promise<() => void> {
  const { station, window, loginItem, texts, icon } = options;
  const image = nativeImage.createFromPath(icon);
  if (process.platform === 'darwin') image.setTemplateImage(true);
  const tray = new Tray(image);
  let startAtLogin = await loginItem.enabled();
  let status: StationStatus | null = null;
  const refresh = () => {
    const line = statusLine(status, texts);
    tray.setToolTip(`SENTRA: ${line}`);
    tray.setContextMenu(Menu.buildFromTemplate(menu(line)));
  };
  const menu = (line: string): MenuItemConstructorOptions[] => [
    { label: line, enabled: false },
    { type: 'separator' },
    { label: texts.show, click: () => window.show() },
    { label: texts.hide, click: () => window.current?.hide() },
    { label: texts.openInBrowser, enabled: station.address() !== null, click: () => openConsoleInBrowser(station.address()) },
    {
      label: texts.startAtLogin,
      type: 'checkbox',
      checked: startAtLogin,
      click: (item) => {
        startAtLogin = item.checked;
        void loginItem.set(item.checked);
      },
    },
    { type: 'separator' },
    { label: texts.quit, click: options.quit },
  ];
  tray.on('click', () => window.toggle());
  const stop = station.events.on('station-status', (next) => {
    const before = statusLine(status, texts);
    status = next;
    // Rebuilding the menu closes it under the pointer: only when its words change.
    if (statusLine(next, texts) !== before) refresh();
  });
  refresh();
  return () => {
    stop();
    tray.destroy();
  };
}

function statusLine(status: StationStatus | null, texts: ShellTexts): string {
  if (!status) return texts.starting;
  const cameras = texts.status(status.cameras.live, status.cameras.total);
  const down = status.inference.state === 'restarting' || status.inference.state === 'stopped';
  return down ? `${cameras}, ${texts.detectorDown}` : cameras;
}
