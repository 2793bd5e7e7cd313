import { loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import { addSleepingCameras, pictureAt, writePast } from '../e2e/recorded-station.ts';
import { encodeTimedVideo, type TimedVideo } from '../e2e/servers/timed-video.ts';
import { atMost, type Bench, type BenchContext, type Row } from './bench.ts';
import { percentile } from './measure/summary.ts';
import { openConsole, takePictures, watchPictures } from './shown-pictures.ts';
import { startStation, until } from './station.ts';

export const manyCameras = 9;
const files = 8;
const fileMs = 60_000;
const seeks = 30;
const names = Array.from({ length: manyCameras }, (_, index) => `Camera ${index + 1}`);

/** A click on the timeline until the picture of that very time is on the screen, read from its pixels. */
export const seekBench: Bench = {
  name: 'seek',
  about: `click on the timeline to the picture of that time in Chromium, ${seeks} random places, H.264 1280x720 25 fps, key frame every 2 s`,
  async run(context) {
    const video = await encodeTimedVideo({ width: 1280, height: 720, fps: 25, seconds: 20, keyEveryS: 2, kbitPerS: 2_000 });
    const { station, fromMs, toMs } = await stationWithPast(context, video);
    const { browser, page } = await openConsole(station);
    try {
      await page.goto(`${station.address}/#/recordings`);
      await page.getByRole('button', { name: 'Now', exact: true }).click();
      await page.keyboard.press('-');
      const past = { video, fromMs, toMs };
      const one = await measure(page, past, 1, context);
      await chooseAll(page);
      const many = await measure(page, past, manyCameras, context);
      const rows = [...rowsOf('one camera', one.lastMs), ...rowsOf('nine cameras, the last of them', many.lastMs)];
      return {
        rows: [...rows, { metric: 'nine cameras, the first of them p50', value: percentile(many.firstMs, 0.5), unit: 'ms' }],
        notes: [`others were at work on this machine: load ${loadavg()[0]?.toFixed(1)} at the end`],
      };
    } finally {
      await browser.close();
      await station.dispose();
    }
  },
};

const rowsOf = (what: string, ms: readonly number[]): Row[] => [
  { metric: `${what} p50`, value: percentile(ms, 0.5), unit: 'ms' },
  { metric: `${what} p95`, value: percentile(ms, 0.95), unit: 'ms', target: atMost(percentile(ms, 0.95), 500, 'ms') },
];

/** A station whose nine cameras were recorded for the last minutes. */
export async function stationWithPast(context: BenchContext, video: TimedVideo) {
  const before = await startStation(context);
  const cameraIds = await addSleepingCameras(before, names);
  await before.stop();
  const fromMs = (Math.floor(Date.now() / 1000) - (files * fileMs) / 1000 - 5) * 1000;
  let toMs = fromMs;
  for (const cameraId of cameraIds) toMs = await writePast(before.dataDir, { video, cameraId, fromMs, files, fileMs });
  context.say(`${files * manyCameras} files are written`);
  const station = await startStation(context, [], before.dataDir);
  await until(async () => !(await station.api<{ rebuilding: boolean }>('GET', '/api/recordings/status')).body.rebuilding);
  return { station, cameraIds, fromMs, toMs };
}

export async function chooseAll(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Cameras' }).click({ timeout: 5_000 });
  for (const name of names.slice(1)) await page.getByRole('option', { name, exact: true }).click();
  await page.keyboard.press('Escape');
  await page
    .getByRole('figure')
    .nth(manyCameras - 1)
    .waitFor();
}

interface Past {
  readonly video: TimedVideo;
  readonly fromMs: number;
  readonly toMs: number;
}

async function measure(page: Page, { video, fromMs, toMs }: Past, cameras: number, { say }: BenchContext) {
  await page
    .locator('figure video')
    .nth(cameras - 1)
    .waitFor({ state: 'attached' });
  await watchPictures(page);
  const [firstMs, lastMs]: [number[], number[]] = [[], []];
  let wasMs = fromMs;
  for (let round = 0; round < seeks; round += 1) {
    const wantedMs = elsewhere(wasMs, fromMs, toMs);
    await takePictures(page);
    const atMs = await clickTimeline(page, wantedMs);
    wasMs = atMs;
    const pictures = video.pictures.length;
    const right = pictureAt(video, fromMs, atMs);
    const isRight = ({ code }: { code: number }) =>
      Math.min((code - right + pictures) % pictures, (right - code + pictures) % pictures) <= 1;
    const seen = new Map<number, number>();
    let pressedMs = 0;
    await until(async () => {
      const { shown, pressed } = await takePictures(page);
      pressedMs = pressed[0] ?? pressedMs;
      for (const picture of shown) if (isRight(picture) && !seen.has(picture.camera)) seen.set(picture.camera, picture.atMs);
      return seen.size === cameras;
    }, 20_000).catch(() => {
      throw new Error(`after a click at ${Math.round(atMs - fromMs)} ms only ${seen.size} of ${cameras} cameras showed picture ${right}`);
    });
    const delays = [...seen.values()].map((shownMs) => shownMs - pressedMs);
    firstMs.push(Math.min(...delays));
    lastMs.push(Math.max(...delays));
  }
  say(`${cameras}: ${lastMs.map((ms) => Math.round(ms)).join(' ')}`);
  return { firstMs, lastMs };
}

/** A random time in another file, not within two seconds of what a picture of the clip's other rounds would show. */
function elsewhere(wasMs: number, fromMs: number, toMs: number): number {
  for (;;) {
    const atMs = fromMs + 2_000 + Math.random() * (toMs - fromMs - 4_000);
    if (Math.floor((atMs - fromMs) / fileMs) !== Math.floor((wasMs - fromMs) / fileMs)) return atMs;
  }
}

/** @returns the time that the page then shows */
export async function clickTimeline(page: Page, atMs: number): Promise<number> {
  const canvas = page.getByRole('slider', { name: 'Timeline' }).locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const [fromMs, toMs] = await canvas.evaluate((element) => [Number(element.dataset.fromMs), Number(element.dataset.toMs)] as const);
  if (!box) throw new Error('there is no timeline');
  const position = async () => Number(await page.getByLabel('Time shown').getAttribute('data-position-ms'));
  const before = await position();
  await page.mouse.click(box.x + ((atMs - fromMs) / (toMs - fromMs)) * box.width, box.y + box.height - 6);
  await until(async () => (await position()) !== before);
  return position();
}
