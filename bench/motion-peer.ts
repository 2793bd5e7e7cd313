import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = '/usr/bin/motion';

/** True where Debian's `motion` is installed. */
export const motionIsHere = () => existsSync(program);

export interface MotionPeer {
  readonly pid: number;
  close(): Promise<void>;
}

/** Runs `motion` on the same streams: detection only, no pictures, no films, no web pages of its own. */
export function startMotion(urls: readonly string[]): MotionPeer {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-motion-'));
  const common = ['width 640', 'height 360', 'framerate 5', 'picture_output off', 'movie_output off', 'webcontrol_port 0', 'stream_port 0'];
  const files = urls.map((url, index) => {
    const file = join(folder, `camera${index + 1}.conf`);
    writeFileSync(file, [`camera_id ${index + 1}`, `netcam_url ${url}`, ...common].join('\n'));
    return file;
  });
  const config = join(folder, 'motion.conf');
  const lines = ['daemon off', 'log_level 4', `target_dir ${folder}`, ...common, ...files.map((file) => `camera ${file}`)];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const child = spawn(program, ['-n', '-c', config], { cwd: folder, stdio: 'ignore' });
  return { pid: child.pid ?? 0, close: () => end(child, folder) };
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(force);
  }
  rmSync(folder, { recursive: true, force: true });
}
