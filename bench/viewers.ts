import { setTimeout as pause } from 'node:timers/promises';
import { atMost, type Bench } from './bench.ts';
import { memoryOf, processTree } from './measure/process-tree.ts';
import { percentile } from './measure/summary.ts';
import { type MjpegViewer, openStalledViewer, openViewer } from './mjpeg-viewer.ts';
import { unchangingPictures } from './scenes.ts';
import { startStampedCamera } from './stamped-camera.ts';
import { addLiveCamera, startStation } from './station.ts';

const settleS = 5;
const measureS = 25;
const fps = 10;
const good = 19;

/** Live MJPEG through the station: delay against the camera itself, and what one stalled viewer does to nineteen others. */
export const viewersBench: Bench = {
  name: 'viewers',
  about: `MJPEG frame to viewer on loopback at ${fps} fps: one viewer, then ${good} with one more that never reads`,
  async run(context) {
    const camera = await startStampedCamera(await unchangingPictures(25), fps);
    const station = await startStation(context);
    try {
      const id = await addLiveCamera(station, { url: camera.url });
      const url = `${station.address}/api/cameras/${id}/live.mjpeg?fps=60`;
      const view = () => openViewer(url, station.token);
      const direct = await watch([openViewer(camera.url, null)]);
      const one = await watch([view()]);
      const many = await watch(Array.from({ length: good }, view));
      const before = stationPss(station.pid);
      const stalled = openStalledViewer(url, station.token);
      const besideStalled = await watch(Array.from({ length: good }, view));
      const grownMb = (stationPss(station.pid) - before) / 1e6;
      stalled.destroy();
      const p95 = (ages: readonly number[][]) => percentile(ages.flat(), 0.95);
      const fewest = (ages: readonly number[][]) => Math.min(...ages.map((one_) => one_.length)) / measureS;
      const camera95 = { name: 'camera read directly', value: p95(direct) };
      return {
        rows: [
          { metric: 'one viewer p95', value: p95(one), unit: 'ms', against: camera95, target: atMost(p95(one), 50, 'ms') },
          { metric: `${good} viewers p95`, value: p95(many), unit: 'ms', against: camera95 },
          {
            metric: `${good} viewers beside a stalled one p95`,
            value: p95(besideStalled),
            unit: 'ms',
            against: { name: 'without the stalled one', value: p95(many) },
            target: atMost(p95(besideStalled), 50, 'ms'),
          },
          {
            metric: `fewest frames of the ${good}, beside a stalled one`,
            value: fewest(besideStalled),
            unit: 'a second',
            against: { name: 'without the stalled one', value: fewest(many) },
          },
          { metric: 'station memory the stalled one cost', value: grownMb, unit: 'MB PSS' },
        ],
        notes: ['the age is taken when the last byte of a frame has come, from a stamp inside the frame; all viewers run in one process'],
      };
    } finally {
      await station.dispose();
      await camera.close();
    }
  },
};

/** Lets viewers watch for a while. @returns the ages each saw. */
async function watch(viewers: readonly MjpegViewer[]): Promise<number[][]> {
  await pause(settleS * 1000);
  for (const { agesMs } of viewers) agesMs.length = 0;
  await pause(measureS * 1000);
  const ages = viewers.map(({ agesMs }) => [...agesMs]);
  for (const viewer of viewers) viewer.close();
  return ages;
}

const stationPss = (pid: number) => processTree(pid).reduce((sum, one) => sum + memoryOf(one.pid).pssBytes, 0);
