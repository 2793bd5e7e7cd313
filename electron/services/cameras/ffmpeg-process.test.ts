import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestClip } from '../../../e2e/servers/test-media.ts';
import { findFfmpeg } from './ffmpeg-binary.ts';
import { fileSource } from './ffmpeg-sources.ts';

let folder = '';
let url = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-kill-'));
  url = pathToFileURL(join(folder, 'clip.mp4')).href;
  await makeTestClip(join(folder, 'clip.mp4'), { seconds: 1, fps: 10 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The kernel's list of a process's children is where orphans can be found without a tool. */
const hasProc = existsSync('/proc/self/task');

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // No such entry: the process is gone.
    return false;
  }
}

test.skipIf(!hasProc)('an ffmpeg that is killed is an ended stream, not an error of ours (needs /proc)', async () => {
  const before = new Set(childrenOf(process.pid));
  let killed = 0;
  await fileSource({ ffmpeg: findFfmpeg })({
    url,
    signal: new AbortController().signal,
    onInfo: () => undefined,
    onFrame: () => {
      const [pid] = childrenOf(process.pid).filter((child) => !before.has(child));
      if (killed > 0 || pid === undefined) return;
      killed = pid;
      process.kill(pid, 'SIGKILL');
    },
  });
  expect(killed).toBeGreaterThan(0);
});

test.skipIf(!hasProc)('ffmpeg does not outlive a station that is killed outright (needs /proc)', async () => {
  const program = `
    import { findFfmpeg } from ${JSON.stringify(new URL('./ffmpeg-binary.ts', import.meta.url).href)};
    import { fileSource } from ${JSON.stringify(new URL('./ffmpeg-sources.ts', import.meta.url).href)};
    const context = { url: ${JSON.stringify(url)}, signal: new AbortController().signal, onInfo() {}, onFrame() { console.log('frame'); } };
    await fileSource({ ffmpeg: findFfmpeg })(context);
  `;
  const station = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { pid = 0 } = station;
  await once(station.stdout, 'data');
  const [ffmpeg = 0] = childrenOf(pid);
  expect(isAlive(ffmpeg)).toBe(true);
  station.kill('SIGKILL');
  await expect.poll(() => isAlive(ffmpeg), { timeout: 5000 }).toBe(false);
});
