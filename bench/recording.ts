import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeH264 } from '../e2e/servers/h264-packets.ts';
import { startRtspServer } from '../e2e/servers/rtsp-server.ts';
import { atMost, type Bench, type BenchContext } from './bench.ts';
import { cpuSeconds } from './measure/process-tree.ts';
import { addLiveCamera, startStation } from './station.ts';
import type { StationProcess } from '../e2e/station-process.ts';

const seconds = 30;
const manyCameras = 16;

interface SegmentList {
  readonly segments: readonly { cameraId: string; startMs: number; endMs: number; bytes: number }[];
}

/** What recording adds to a camera that is watched anyway, against an ffmpeg that does nothing but copy the same camera to a file. */
export const recordingBench: Bench = {
  name: 'recording',
  about: `an H.264 camera (1280x720, 25 fps) recorded for ${seconds} s against ffmpeg -c copy, then ${manyCameras} at once`,
  run: async (context) => {
    const server = await startRtspServer({ clip: await encodeH264({ width: 1280, height: 720, fps: 25, seconds: 4 }) });
    try {
      const copyS = await copyAlone(server.url);
      const { addedS, watchedS } = await oneCamera(context, server.url);
      const many = await atOnce(context, server.url);
      const per = (cpuS: number) => (cpuS / seconds) * 100;
      return {
        rows: [
          { metric: 'ffmpeg -c copy alone', value: per(copyS), unit: '% of a core' },
          { metric: 'station with the camera, not recorded', value: per(watchedS), unit: '% of a core' },
          {
            metric: 'recording it, on top',
            value: per(addedS),
            unit: '% of a core',
            against: { name: 'ffmpeg -c copy', value: per(copyS) },
            target: atMost(addedS / copyS, 1.15),
          },
          {
            metric: `${manyCameras} cameras: worst hole between two segments`,
            value: many.worstHoleMs,
            unit: 'ms',
            target: atMost(many.worstHoleMs, 1),
          },
          { metric: `${manyCameras} cameras: least video of one`, value: many.leastVideoS, unit: 's' },
        ],
        notes: [`the ${manyCameras} cameras were recorded for ${many.lastedS.toFixed(0)} s; analysis was off throughout`],
      };
    } finally {
      await server.close();
    }
  },
};

async function copyAlone(url: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-copy-'));
  const args = [
    '-loglevel',
    'error',
    '-rtsp_transport',
    'tcp',
    '-i',
    url,
    '-an',
    '-c',
    'copy',
    '-movflags',
    '+frag_keyframe+empty_moov',
    join(folder, 'a.mp4'),
  ];
  const child: ChildProcess = spawn('ffmpeg', args, { stdio: 'ignore' });
  try {
    await pause(3000);
    return await spent(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function spent(pid: number): Promise<number> {
  const before = cpuSeconds(pid);
  await pause(seconds * 1000);
  return cpuSeconds(pid) - before;
}

const record = (station: StationProcess, id: string, mode: string) =>
  station.api('PATCH', `/api/cameras/${id}`, { analysis: { enabled: false }, recording: { mode } });

/** The same station and camera with and without recording, twice each in turn, since the machine's load changes. */
async function oneCamera(context: BenchContext, url: string): Promise<{ addedS: number; watchedS: number }> {
  const station = await startStation(context);
  try {
    const id = await addLiveCamera(station, { url });
    const measured = { off: 0, continuous: 0 };
    for (const mode of ['off', 'continuous', 'off', 'continuous'] as const) {
      await record(station, id, mode);
      await pause(3000);
      measured[mode] += (await spent(station.pid)) / 2;
      context.say(`${mode}: ${measured[mode].toFixed(2)} s`);
    }
    return { addedS: measured.continuous - measured.off, watchedS: measured.off };
  } finally {
    await station.dispose();
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
    return {
      worstHoleMs: isComplete ? Math.max(0, ...holes) : Number.NaN,
      leastVideoS: Math.min(...video),
      lastedS: (toMs - fromMs) / 1000,
    };
  } finally {
    await station.dispose();
  }
}
