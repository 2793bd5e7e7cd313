// `npm start`: sets the project up and runs the station, in its desktop window where Electron and a screen are there, headless otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { become, ensureConsoleBuilt, ensureInstalled, node24, root, runTool } from './setup.mjs';

const args = process.argv.slice(2);
const on = (value) => value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());

try {
  ensureInstalled();
  ensureConsoleBuilt();
  const whyHeadless = reasonForHeadless();
  if (whyHeadless === null) {
    if (runTool('electron-vite/bin/electron-vite.js', ['build']) !== 0)
      throw new Error('the desktop app could not be built; see the message above');
    become(electronBinary(), ['.', ...args]);
  } else {
    if (whyHeadless) console.log(`Running without a window: ${whyHeadless}.`);
    const env = existsSync(join(root, '.env')) ? ['--env-file=.env'] : [];
    become(node24, ['--disable-warning=ExperimentalWarning', ...memoryFlags(), ...env, 'electron/headless/main.ts', ...args], {
      // Compiled code is kept: the next start, after a crash above all, takes half the time.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'sentra-station'),
    });
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Why there will be no window; empty when headless was asked for, null when there will be one. */
function reasonForHeadless() {
  if (args.includes('--reset-admin-password') || args.includes('--headless') || on(process.env.SENTRA_HEADLESS)) return '';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this machine has no screen';
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root';
  if (electronBinary() === null) {
    console.log('Fetching the Electron binary (once)');
    spawnSync(node24, [join(root, 'node_modules', 'electron', 'install.js')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 600_000,
    });
  }
  return electronBinary() === null ? 'the Electron binary could not be fetched' : null;
}

/** V8 would let the space for young objects grow to 64 MB, which frames that came and went then fill: 60 MB more at the same work. */
function memoryFlags() {
  return JSON.parse(readFileSync(join(root, 'scripts', 'station-flags.json'), 'utf8'));
}

/** Path of the Electron program, or null. */
function electronBinary() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  const names = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : (names[process.platform] ?? 'electron');
  const path = join(folder, name);
  return existsSync(path) ? path : null;
}
