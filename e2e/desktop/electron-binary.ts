import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../station-process.ts';

const programs: Partial<Record<NodeJS.Platform, string>> = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };

export type ElectronHere = { readonly path: string; readonly reason: null } | { readonly path: null; readonly reason: string };

/** The Electron program, or in words why the desktop tests cannot run on this machine. */
export function findElectron(): ElectronHere {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : (programs[process.platform] ?? 'electron');
  const path = join(folder, name);
  if (!existsSync(path))
    return notHere('no Electron binary on this machine (set ELECTRON_OVERRIDE_DIST_PATH or run node_modules/electron/install.js)');
  if (!existsSync(join(root, 'out', 'main', 'index.js'))) return notHere('the desktop app is not built (run npx electron-vite build)');
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return notHere('no screen (run under xvfb-run)');
  if (process.platform === 'linux' && process.getuid?.() === 0) return notHere("Electron's sandbox does not run as root");
  return { path, reason: null };
}

const notHere = (reason: string) => ({ path: null, reason });
