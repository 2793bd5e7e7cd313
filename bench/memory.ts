import { setTimeout as pause } from 'node:timers/promises';
import { startMjpegServer } from '../e2e/servers/mjpeg-server.ts';
import { atMost, type Bench } from './bench.ts';
import { memoryOf, processTree } from './measure/process-tree.ts';
import { slope } from './measure/summary.ts';
import { movingPictures } from './scenes.ts';
import { addLiveCamera, startStation } from './station.ts';

const cameras = 4;
const shortS = 120;
const longS = 3600;
const settleS = 30;
const sampleS = 5;
const mib = 2 ** 20;

/** Memory of the station and its inference process with four busy cameras, over time. ffmpeg counts apart; MJPEG needs none. */
export const memoryBench: Bench = {
  name: 'memory',
  about: `memory of the station with inference, ${cameras} MJPEG cameras at 5 fps with something moving (--hour for the long run)`,
  async run(context) {
    const forS = context.long ? longS : shortS;
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
          context.say(`${Math.round(samples.at(-1)?.atS ?? 0)} s, ${Math.round((samples.at(-1)?.pss ?? 0) / mib)} MiB`);
        await pause(sampleS * 1000);
      }
      const half = samples.slice(samples.length >> 1);
      const perHour = (points: typeof samples) => (slope(points.map(({ atS, pss }) => [atS, pss] as const)) * 3600) / mib;
      const peak = Math.max(...samples.map(({ pss }) => pss)) / mib;
      return {
        rows: [
          { metric: 'PSS at the end', value: (samples.at(-1)?.pss ?? Number.NaN) / mib, unit: 'MiB' },
          { metric: 'PSS, most', value: peak, unit: 'MiB', target: atMost(peak, 350, 'MB') },
          { metric: 'RSS at the end, shared pages counted twice', value: (samples.at(-1)?.rss ?? Number.NaN) / mib, unit: 'MiB' },
          { metric: 'slope', value: perHour(samples), unit: 'MiB an hour' },
          { metric: 'slope, second half', value: perHour(half), unit: 'MiB an hour' },
        ],
        notes: [
          `${samples.length} samples over ${forS} s after ${settleS} s to settle`,
          ...(context.long ? [] : ['two minutes extrapolated to an hour say little: use --hour for the slope']),
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
