import { rm, mkdir, writeFile, access } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';

/** Start with the person's session, straight into the tray. */
export interface LoginItem {
  enabled(): Promise<boolean>;
  set(enabled: boolean): Promise<void>;
}

/** Command-line option of a start by the system: the window stays hidden. */
export const hiddenStartOption = '--hidden';

/** Windows and macOS have a setting for this; Linux desktops read a file in the autostart folder. */
export function setupLoginItem(platform: NodeJS.Platform = process.platform): LoginItem {
  return platform === 'linux' ? autostartFile(join(app.getPath('appData'), 'autostart', 'sentra.desktop')) : systemSetting();
}

/** True when the system, not a person, started the app. */
export function startedHidden(argv: readonly string[]): boolean {
  return argv.includes(hiddenStartOption) || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
}

function systemSetting(): LoginItem {
  return {
    enabled: async () => app.getLoginItemSettings({ args: [hiddenStartOption] }).openAtLogin,
    set: async (enabled) => app.setLoginItemSettings({ openAtLogin: enabled, args: [hiddenStartOption] }),
  };
}

function autostartFile(file: string): LoginItem {
  return {
    enabled: () =>
      access(file).then(
        () => true,
        () => false,
      ),
    set: async (enabled) => {
      if (!enabled) return rm(file, { force: true });
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, desktopEntry());
    },
  };
}

/** @see https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html for the quoting. */
function desktopEntry(): string {
  // An AppImage runs from a mount that changes at every start; the file itself is named in APPIMAGE.
  const program = process.env.APPIMAGE ?? process.execPath;
  const words = app.isPackaged ? [program, hiddenStartOption] : [program, app.getAppPath(), hiddenStartOption];
  const exec = words.map((word) => `"${word.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%')}"`).join(' ');
  return `[Desktop Entry]\nType=Application\nName=SENTRA\nExec=${exec}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n`;
}
