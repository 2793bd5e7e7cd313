import { setTimeout as pause } from 'node:timers/promises';
import { startMjpegServer } from '../e2e/servers/mjpeg-server.ts';
import { atMost, type Bench } from './bench.ts';
import { memoryOf, processTree } from './measure/process-tree.ts';
import { slope } from './measure/summary.ts';
import { movingPictures } from './scenes.ts';
import { addLiveCamera, startStation } from './station.ts';

const cameras = 4;
const settleS = 30;
const sampleS = 5;
const mb = 1e6;

/** Memory of the station and its inference process with four busy cameras, over time. ffmpeg counts apart; MJPEG needs none. */
export const memoryBench: Bench = {
  name: 'memory',
  about: `memory of the station with inference, ${cameras} MJPEG cameras at 5 fps with something moving (--minutes N, --hour)`,
  async run(context) {
    const forS = context.memoryMinutes * 60;
    const pictures = await movingPictures(40);
    const servers = await Promise.all(Array.from({ length: cameras }, () => startMjpegServer({ pictures, fps: 5 })));
    const station = await startStation(context);
    try {
      for (const server of servers) await addLiveCamera(station, { url: server.url });
      await pause(settleS * 1000);
      const samples: { atS: number; pss: number; rss: number }[] = [];
      const startMs = performance.now();
      while (performance.now() - startMs < forS * 1000) {
        samples.push({ atS: (performance.now() - startMs) / 1000, ...sample(station.pid) });
        if (samples.length % 60 === 0)
          context.say(`${Math.round(samples.at(-1)?.atS ?? 0)} s, ${Math.round((samples.at(-1)?.pss ?? 0) / mb)} MB`);
        await pause(sampleS * 1000);
      }
      const half = samples.slice(samples.length >> 1);
      const perHour = (points: typeof samples) => (slope(points.map(({ atS, pss }) => [atS, pss] as const)) * 3600) / mb;
      const peak = Math.max(...samples.map(({ pss }) => pss)) / mb;
      return {
        rows: [
          { metric: 'PSS at the end', value: (samples.at(-1)?.pss ?? Number.NaN) / mb, unit: 'MB' },
          { metric: 'PSS, most', value: peak, unit: 'MB', target: atMost(peak, 350, 'MB') },
          { metric: 'RSS at the end, shared pages counted twice', value: (samples.at(-1)?.rss ?? Number.NaN) / mb, unit: 'MB' },
          { metric: 'slope', value: perHour(samples), unit: 'MB an hour' },
          { metric: 'slope, second half', value: perHour(half), unit: 'MB an hour' },
        ],
        notes: [
          `${samples.length} samples over ${forS} s after ${settleS} s to settle`,
          ...(context.memoryMinutes < 30 ? ['so few minutes extrapolated to an hour say little: use --hour for the slope'] : []),
        ],
      };
    } finally {
      await station.dispose();
      await Promise.all(servers.map((server) => server.close()));
    }
  },
};

function sample(pid: number): { pss: number; rss: number } {
  const all = processTree(pid)
    .filter(({ name }) => !name.startsWith('ffmpeg'))
    .map((one) => memoryOf(one.pid));
  return { pss: all.reduce((sum, { pssBytes }) => sum + pssBytes, 0), rss: all.reduce((sum, { rssBytes }) => sum + rssBytes, 0) };
}
