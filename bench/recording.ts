import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeH264 } from '../e2e/servers/h264-packets.ts';
import { startRtspServer } from '../e2e/servers/rtsp-server.ts';
import { atMost, type Bench, type BenchContext } from './bench.ts';
import { processTree } from './measure/process-tree.ts';
import { addLiveCamera, startStation } from './station.ts';
import type { StationProcess } from '../e2e/station-process.ts';

/** Each state is watched this long, this often, in turn with the others: the machine's load changes. */
const seconds = 12;
const rounds = 5;
const manyCameras = 16;
/** Smaller than the one camera: their JPEGs alone would take more than two cores at 1280x720. */
const manyClip = { width: 640, height: 360, fps: 15, seconds: 4 };

interface SegmentList {
  readonly segments: readonly { cameraId: string; startMs: number; endMs: number; bytes: number }[];
}

/** What recording adds to a camera that is watched anyway, against an ffmpeg that does nothing but copy the same camera to a file. */
export const recordingBench: Bench = {
  name: 'recording',
  about: `an H.264 camera (1280x720, 25 fps) recorded ${rounds} x ${seconds} s against ffmpeg -c copy, then ${manyCameras} of 640x360, 15 fps at once`,
  run: async (context) => {
    const server = await startRtspServer({ clip: await encodeH264({ width: 1280, height: 720, fps: 25, seconds: 4 }) });
    try {
      const { copy, watched, recorded } = await oneCamera(context, server.url);
      const many = await manyAtOnce(context);
      const added = recorded - watched;
      return {
        rows: [
          { metric: 'ffmpeg -c copy alone', value: copy, unit: '% of a core' },
          { metric: "the station's own process with the camera, not recorded", value: watched, unit: '% of a core' },
          {
            metric: 'recording it, on top',
            value: added,
            unit: '% of a core',
            against: { name: 'ffmpeg -c copy', value: copy },
            target: atMost(added / copy, 1.15),
          },
          {
            metric: `${manyCameras} cameras: worst hole between two segments`,
            value: many.worstHoleMs,
            unit: 'ms',
            target: atMost(many.worstHoleMs, 1),
          },
          { metric: `${manyCameras} cameras: least video of one`, value: many.leastVideoS, unit: 's' },
        ],
        notes: [
          `medians of ${rounds} rounds in turn; analysis was off; the camera's ffmpeg does the same whether it is recorded or not and is left out`,
          'the station syncs what it writes every 0.8 s, ffmpeg never does',
          `the ${manyCameras} cameras were recorded for ${many.lastedS.toFixed(0)} s; causes of gaps: ${many.causes.join(', ') || 'none'}`,
        ],
      };
    } finally {
      await server.close();
    }
  },
};

/** Starts an ffmpeg that copies the camera into a file. */
function copyAlone(url: string): { readonly pid: number; stop(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-copy-'));
  const input = ['-loglevel', 'error', '-rtsp_transport', 'tcp', '-i', url, '-an', '-c', 'copy'];
  const args = [...input, '-movflags', '+frag_keyframe+empty_moov', join(folder, 'a.mp4')];
  const child: ChildProcess = spawn('ffmpeg', args, { stdio: 'ignore' });
  return {
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** CPU of one process without its children, % of a core. */
async function percentOf(pid: number): Promise<number> {
  const own = () => processTree(pid).find((one) => one.pid === pid)?.cpuS ?? Number.NaN;
  const startMs = performance.now();
  const before = own();
  await pause(seconds * 1000);
  return ((own() - before) / (performance.now() - startMs)) * 100_000;
}

const record = (station: StationProcess, id: string, mode: string) =>
  station.api('PATCH', `/api/cameras/${id}`, { analysis: { enabled: false }, recording: { mode } });

/** The copying ffmpeg, and the same station and camera with and without recording. */
async function oneCamera(context: BenchContext, url: string) {
  const station = await startStation(context);
  const copying = copyAlone(url);
  try {
    const id = await addLiveCamera(station, { url });
    const measured: Record<'copy' | 'off' | 'continuous', number[]> = { copy: [], off: [], continuous: [] };
    for (let round = 0; round < rounds; round += 1) {
      measured.copy.push(await percentOf(copying.pid));
      for (const mode of round % 2 ? (['continuous', 'off'] as const) : (['off', 'continuous'] as const)) {
        await record(station, id, mode);
        await pause(3000);
        measured[mode].push(await percentOf(station.pid));
      }
    }
    for (const [name, values] of Object.entries(measured)) context.say(`${name}: ${values.map((one) => one.toFixed(2)).join(' ')} %`);
    return { copy: median(measured.copy), watched: median(measured.off), recorded: median(measured.continuous) };
  } finally {
    copying.stop();
    await station.dispose();
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function manyAtOnce(context: BenchContext) {
  const server = await startRtspServer({ clip: await encodeH264(manyClip) });
  try {
    return await atOnce(context, server.url);
  } finally {
    await server.close();
  }
}

async function atOnce(context: BenchContext, url: string) {
  const station = await startStation(context);
  try {
    const fromMs = Date.now();
    for (let index = 0; index < manyCameras; index += 1) {
      const { body } = await station.api<{ id: string }>('POST', '/api/cameras', {
        name: `bench ${index}`,
        url,
        skipCheck: true,
        analysis: { enabled: false },
        recording: { mode: 'continuous' },
      });
      context.say(`camera ${index + 1}: ${body.id}`);
    }
    await pause(90_000);
    const toMs = Date.now();
    const { body } = await station.api<SegmentList>('GET', `/api/recordings/segments?fromMs=${fromMs}&toMs=${toMs}`);
    const cameras = Map.groupBy(body.segments, ({ cameraId }) => cameraId);
    const holes = [...cameras.values()].flatMap((own) =>
      own.slice(1).map(({ startMs }, index) => startMs - (own[index]?.endMs ?? startMs)),
    );
    const video = [...cameras.values()].map((own) => own.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1000);
    const isComplete = cameras.size === manyCameras;
    const gaps = await station.api<readonly { fromMs: number; cause: string }[]>(
      'GET',
      `/api/recordings/gaps?fromMs=${fromMs}&toMs=${toMs}`,
    );
    const causes = gaps.body.filter((gap) => gap.fromMs > fromMs).map(({ cause }) => cause);
    return {
      causes: [...new Set(causes)],
      worstHoleMs: isComplete ? Math.max(0, ...holes) : Number.NaN,
      leastVideoS: Math.min(...video),
      lastedS: (toMs - fromMs) / 1000,
    };
  } finally {
    await station.dispose();
  }
}
