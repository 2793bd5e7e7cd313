import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Socket } from 'socket.io-client';
import { encodeH264 } from '../e2e/servers/h264-packets.ts';
import { startRtspServer } from '../e2e/servers/rtsp-server.ts';
import type { StationProcess } from '../e2e/station-process.ts';
import { atMost, type Bench } from './bench.ts';
import { memoryOf, processTree } from './measure/process-tree.ts';
import { percentile } from './measure/summary.ts';
import { openConsole } from './shown-pictures.ts';
import { addLiveCamera, startStation } from './station.ts';

const [width, height, fps] = [1920, 1080, 15];
const settleS = 5;
const measureS = 20;
const good = 19;

interface Viewer {
  /** Age of each packet when it had come, ms. */
  readonly agesMs: number[];
  close(): void;
}

/** The camera's own video through the station: to a picture in Chromium, and to many viewers beside one that never reads. */
export const liveVideoBench: Bench = {
  name: 'live-video',
  about: `H.264 ${width}x${height} at ${fps} fps: packet at the station to its picture in the large view of Chromium; ${good} viewers beside one that never reads`,
  async run(context) {
    const clip = await encodeH264({ seconds: 4, fps, width, height });
    const camera = await startRtspServer({ clip });
    const station = await startStation(context);
    try {
      const id = await addLiveCamera(station, { url: camera.url });
      const drawn = await drawnAges(station, id);
      const viewers = Array.from({ length: good }, () => openViewer(station, id));
      const alone = await agesOf(viewers);
      const before = stationPss(station.pid);
      const stalled = await openStalledViewer(station, id);
      const beside = await agesOf(viewers);
      const grownMb = (stationPss(station.pid) - before) / 1e6;
      stalled.disconnect();
      for (const viewer of viewers) viewer.close();
      const p95 = (ages: readonly number[][]) => percentile(ages.flat(), 0.95);
      const fewest = (ages: readonly number[][]) => Math.min(...ages.map((one) => one.length)) / measureS;
      const shown = percentile(drawn, 0.95);
      return {
        rows: [
          { metric: 'packet to picture on the canvas p50', value: percentile(drawn, 0.5), unit: 'ms' },
          { metric: 'packet to picture on the canvas p95', value: shown, unit: 'ms', target: atMost(shown, 300, 'ms') },
          { metric: 'pictures drawn', value: drawn.length / measureS, unit: 'a second' },
          { metric: `packet to each of ${good} viewers p95`, value: p95(alone), unit: 'ms' },
          {
            metric: `the same beside a stalled viewer p95`,
            value: p95(beside),
            unit: 'ms',
            against: { name: 'without it', value: p95(alone) },
          },
          {
            metric: `fewest packets of the ${good}, beside a stalled viewer`,
            value: fewest(beside),
            unit: 'a second',
            against: { name: 'without it', value: fewest(alone) },
          },
          { metric: 'station memory the stalled one cost', value: grownMb, unit: 'MB PSS' },
        ],
        notes: [
          'the packet of a picture comes from ffmpeg when the camera sends the next one: a camera is one picture older than its packet',
          'pictures wait for their boxes for 180 ms at most; Chromium draws without a graphics card',
          `load ${loadavg()[0]?.toFixed(1)} at the end`,
        ],
      };
    } finally {
      await station.dispose();
      await camera.close();
    }
  },
};

/** How old each picture of the large view is at the moment it is drawn. */
async function drawnAges(station: StationProcess, cameraId: string): Promise<number[]> {
  const { browser, page } = await openConsole(station);
  try {
    await page.goto(`${station.address}/#/live/${cameraId}`);
    await page.locator('[data-quality=playing]').waitFor();
    await pause(settleS * 1000);
    await noteAges(page);
    await pause(measureS * 1000);
    return await page.evaluate(() => (window as unknown as { agesMs: number[] }).agesMs);
  } finally {
    await browser.close();
  }
}

/** The canvas names the picture on it as it is drawn. */
const noteAges = (page: Page) =>
  page.locator('[data-mode=large] canvas').evaluate((canvas: HTMLCanvasElement) => {
    const agesMs: number[] = [];
    Object.assign(window, { agesMs });
    const note = () => agesMs.push(performance.timeOrigin + performance.now() - Number(canvas.dataset.capturedAtMs));
    new MutationObserver(note).observe(canvas, { attributeFilter: ['data-captured-at-ms'] });
  });

const wish = (cameraId: string) => ({ cameras: [], video: { cameraId, form: 'packets' } });

function openViewer(station: StationProcess, cameraId: string): Viewer {
  const agesMs: number[] = [];
  const socket = station.socket('/live');
  socket.on('connect', () => socket.emit('watch', wish(cameraId)));
  socket.on('video', (header: { kind: string; capturedAtMs: number }, _bytes: unknown, done: () => void) => {
    if (header.kind === 'packet') agesMs.push(performance.timeOrigin + performance.now() - header.capturedAtMs);
    done();
  });
  return { agesMs, close: () => socket.disconnect() };
}

/** Asks and then never reads: its receive window fills up and stays full. */
async function openStalledViewer(station: StationProcess, cameraId: string): Promise<Socket> {
  const socket = station.socket('/live');
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  await socket.emitWithAck('watch', wish(cameraId));
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void } };
  ws.pause();
  return socket;
}

/** Lets viewers watch for a while. @returns the ages each saw. */
async function agesOf(viewers: readonly Viewer[]): Promise<number[][]> {
  await pause(settleS * 1000);
  for (const { agesMs } of viewers) agesMs.length = 0;
  await pause(measureS * 1000);
  return viewers.map(({ agesMs }) => [...agesMs]);
}

const stationPss = (pid: number) => processTree(pid).reduce((sum, one) => sum + memoryOf(one.pid).pssBytes, 0);
