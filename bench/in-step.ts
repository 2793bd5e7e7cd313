import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { encodeTimedVideo } from '../e2e/servers/timed-video.ts';
import { atMost, type Bench, type Row } from './bench.ts';
import { percentile } from './measure/summary.ts';
import { chooseAll, clickTimeline, manyCameras, stationWithPast } from './seek.ts';
import { openConsole } from './shown-pictures.ts';

const measureS = 12;
const speeds = [1, 16, 0.25];

/** Nine recorded cameras played at once: how far their pictures are apart, and how many are lost. */
export const inStepBench: Bench = {
  name: 'in-step',
  about: `nine recorded cameras, H.264 1280x720 25 fps, played at once in Chromium for ${measureS} s at each speed`,
  async run(context) {
    const video = await encodeTimedVideo({ width: 1280, height: 720, fps: 25, seconds: 20, keyEveryS: 2, kbitPerS: 2_000 });
    const { station, fromMs } = await stationWithPast(context, video);
    const { browser, page } = await openConsole(station);
    try {
      await page.goto(`${station.address}/#/recordings`);
      await page.getByRole('button', { name: 'Now', exact: true }).click();
      await page.keyboard.press('-');
      await chooseAll(page);
      const rows: Row[] = [];
      for (const speed of speeds) {
        await clickTimeline(page, fromMs + 30_000);
        await page
          .locator('figure[data-state=ready]')
          .nth(manyCameras - 1)
          .waitFor();
        rows.push(...(await playAt(page, speed)));
      }
      return { rows, notes: [`others were at work on this machine: load ${loadavg()[0]?.toFixed(1)} at the end`] };
    } finally {
      await browser.close();
      await station.dispose();
    }
  },
};

async function playAt(page: Page, speed: number): Promise<Row[]> {
  await page.getByRole('combobox', { name: 'Speed' }).click();
  await page.getByRole('option', { name: `${speed}×`, exact: true }).click();
  await page.getByRole('button', { name: 'Play (space)' }).click();
  await pause(2_000);
  const before = await look(page);
  const apart: number[] = [];
  const late: number[] = [];
  for (let sample = 0; sample < measureS * 5; sample += 1) {
    await pause(200);
    const { shownMs, positionMs } = await look(page);
    apart.push(Math.max(...shownMs) - Math.min(...shownMs));
    late.push(...shownMs.map((ms) => positionMs - ms));
  }
  const after = await look(page);
  await page.getByRole('button', { name: 'Pause (space)' }).click();
  const wallS = (after.atMs - before.atMs) / 1000;
  const pictures = (after.pictures - before.pictures) / manyCameras / wallS;
  const dropped = after.dropped - before.dropped;
  const name = `${speed}x`;
  return [
    { metric: `${name}: speed that was kept`, value: (after.positionMs - before.positionMs) / 1000 / wallS, unit: 'x' },
    { metric: `${name}: pictures a second of a camera`, value: pictures, unit: '' },
    {
      metric: `${name}: dropped by the browser`,
      value: (100 * dropped) / Math.max(1, dropped + after.pictures - before.pictures),
      unit: '%',
    },
    // On the recorded time scale: at 16x a second of it lasts 63 ms.
    { metric: `${name}: cameras apart p50`, value: percentile(apart, 0.5) / Math.max(1, speed), unit: 'ms' },
    {
      metric: `${name}: cameras apart p95`,
      value: percentile(apart, 0.95) / Math.max(1, speed),
      unit: 'ms',
      target: atMost(percentile(apart, 0.95) / Math.max(1, speed), 200, 'ms'),
    },
    { metric: `${name}: behind the clock p95`, value: percentile(late, 0.95) / Math.max(1, speed), unit: 'ms' },
  ];
}

function look(page: Page) {
  return page.evaluate(() => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>('figure video')];
    const quality = videos.map((video) => video.getVideoPlaybackQuality());
    return {
      atMs: performance.now(),
      positionMs: Number(document.querySelector<HTMLElement>('[data-position-ms]')?.dataset.positionMs),
      shownMs: videos.map((video) => Number(video.dataset.shownMs)),
      pictures: quality.reduce((sum, { totalVideoFrames }) => sum + totalVideoFrames, 0),
      dropped: quality.reduce((sum, { droppedVideoFrames }) => sum + droppedVideoFrames, 0),
    };
  });
}
