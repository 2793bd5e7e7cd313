import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from './measure/process-tree.ts';
import { StationProcess } from '../e2e/station-process.ts';
import type { BenchContext } from './bench.ts';

/** The real station as a process of its own. @param dataDir continues an earlier one's data; without it a fresh folder */
export function startStation(
  { modelFile }: Pick<BenchContext, 'modelFile'>,
  args: readonly string[] = [],
  dataDir?: string,
): Promise<StationProcess> {
  return StationProcess.start({
    args: modelFile ? ['--model', modelFile, ...args] : args,
    env: { SENTRA_LOG_LEVEL: 'warn' },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
}

export interface CameraWish {
  readonly url: string;
  readonly name?: string;
  readonly fps?: number;
}

/** Adds a camera and waits until it is live. @returns its id. */
export async function addLiveCamera(station: StationProcess, { url, name = 'bench', fps = 5 }: CameraWish): Promise<string> {
  const analysis = { enabled: true, fps, classes: null, accidents: true, thresholds: {} };
  const created = await station.api<{ id: string; error?: { message: string } }>('POST', '/api/cameras', { name, url, analysis });
  if (created.status >= 300) throw new Error(`camera refused: ${created.body.error?.message ?? created.status}`);
  await until(
    async () => (await station.api<{ state: { status: string } }>('GET', `/api/cameras/${created.body.id}`)).body.state.status === 'live',
  );
  return created.body.id;
}

/** CPU of a process tree over a time, in % of one core. */
export async function cpuPercent(rootPid: number, seconds: number): Promise<number> {
  const startS = cpuSeconds(rootPid);
  const startMs = performance.now();
  await pause(seconds * 1000);
  return ((cpuSeconds(rootPid) - startS) / ((performance.now() - startMs) / 1000)) * 100;
}

/** @throws {Error} when the condition does not come true within the limit. */
export async function until(condition: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error('the station did not get there in time');
    await pause(200);
  }
}
