// The few lines that run on whatever Node is on the PATH: they install the project, which brings Node 24 along.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';

/** Node 24 as the project pins it. */
export const node24 = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

const stampFile = join(root, 'node_modules', '.sentra-installed');
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** Runs `npm ci` unless node_modules already matches package-lock.json. */
export function ensureInstalled() {
  if (existsSync(node24) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash()) return;
  console.log('Setting up: npm ci (once, a minute or so)');
  // onnxruntime's own script would download CUDA; an npm without `allowScripts` would run it.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', NODE_ENV: 'development' };
  const npm = process.env.npm_execpath;
  const done = npm
    ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, env, stdio: 'inherit' })
    : spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: root,
        env,
        stdio: 'inherit',
        shell: windows,
      });
  if (done.status !== 0 || !existsSync(node24))
    throw new Error(`npm ci failed (${done.error?.message ?? `exit ${done.status}`}); see its message above`);
  writeFileSync(stampFile, lockHash());
}

/** Builds the console when it is missing or older than its sources. */
export function ensureConsoleBuilt() {
  const built = join(root, 'renderer', 'dist', 'index.html');
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(newestMs(join(root, 'renderer')), newestMs(join(root, 'shared')))) return;
  console.log('Building the console');
  const done = runTool('vite/bin/vite.js', ['build', 'renderer', '--logLevel', 'warn']);
  if (done !== 0) throw new Error('the console could not be built; see the message above');
}

/** Runs a package's program with Node 24 and waits; returns its exit code. */
export function runTool(program, args, env = {}) {
  const done = spawnSync(node24, [join(root, 'node_modules', ...program.split('/')), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment(env),
  });
  return done.status ?? 1;
}

/** Environment in which `node` is Node 24 for everything that is started from it. */
export function toolEnvironment(extra = {}) {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    ...process.env,
    [pathName]: `${join(root, 'node_modules', '.bin')}${windows ? ';' : ':'}${process.env[pathName] ?? ''}`,
    ...extra,
  };
}

/**
 * Starts the program that stays, passes signals on and ends with its exit code. The channel between them closes when this process is
 * killed, so that the station ends too and leaves no orphan on its port.
 */
export function become(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: toolEnvironment(env) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function newestMs(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs);
  }
  return newest;
}
