import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './console-test.ts';
import { startMjpegServer } from './servers/mjpeg-server.ts';
import type { StationProcess } from './station-process.ts';

interface Line {
  spans: { fromMs: number; toMs: number }[];
  gaps: { fromMs: number; toMs: number; cause: string }[];
}

/** The picture tells the time: its colour changes every two seconds. */
const colours = { red: [220, 30, 30], green: [30, 200, 30], blue: [30, 30, 220] } as const;
const names = Object.keys(colours) as (keyof typeof colours)[];
const binMs = 2_000;
const binOf = (atMs: number) => Math.floor(atMs / binMs);
const colourAt = (atMs: number) => names[binOf(atMs) % names.length];

const solid = ([r, g, b]: readonly [number, number, number]) =>
  sharp({ create: { width: 320, height: 180, channels: 3, background: { r, g, b } } })
    .jpeg()
    .toBuffer();

async function lineOf(station: StationProcess, cameraId: string): Promise<Line> {
  const query = `cameraIds=${cameraId}&fromMs=${Date.now() - 120_000}&toMs=${Date.now()}`;
  const { body } = await station.api<{ cameras: [Line] }>('GET', `/api/recordings/timeline?${query}`);
  return body.cameras[0];
}

/** The colour in the middle of the picture that the video element shows. */
const shownColour = (page: Page) =>
  page.locator('video').evaluate((video: HTMLVideoElement, known) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [8, 8];
    const brush = canvas.getContext('2d');
    if (!brush || video.readyState < 2 || video.seeking) return null;
    brush.drawImage(video, 0, 0, 8, 8);
    const pixel = brush.getImageData(4, 4, 1, 1).data;
    const far = (colour: readonly number[]) => colour.reduce((sum, value, index) => sum + Math.abs(value - (pixel[index] ?? 0)), 0);
    return Object.entries(known).find(([, colour]) => far(colour) < 24)?.[0] ?? `unknown ${pixel.join()}`;
  }, colours);

/** Clicks on the timeline where this time is. */
async function seek(page: Page, atMs: number): Promise<void> {
  const canvas = page.getByRole('slider', { name: 'Timeline' }).locator('canvas');
  const box = await canvas.boundingBox();
  const [fromMs, toMs] = await canvas.evaluate((element) => [Number(element.dataset.fromMs), Number(element.dataset.toMs)] as const);
  if (!box) throw new Error('there is no timeline');
  await page.mouse.click(box.x + ((atMs - fromMs) / (toMs - fromMs)) * box.width, box.y + box.height - 8);
  const shown = Number(await page.getByLabel('Time shown').getAttribute('data-position-ms'));
  expect(Math.abs(shown - atMs)).toBeLessThan(400);
}

test('what was recorded is found on the timeline and shown to the second, and a gap says why', async ({ startStation, openConsole }) => {
  const pictures = await Promise.all(names.map((name) => solid(colours[name])));
  const camera = await startMjpegServer({ pictures, pick: () => binOf(Date.now()) % pictures.length, fps: 10 });
  const station = await startStation();
  const { body } = await station.api<{ id: string }>('POST', '/api/cameras', {
    name: 'Gate',
    url: camera.url,
    recording: { mode: 'continuous' },
  });
  const recordedMs = async () => (await lineOf(station, body.id)).spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  await expect.poll(recordedMs, { timeout: 30_000 }).toBeGreaterThan(7_500);
  await camera.close();
  const gapMs = async () =>
    (await lineOf(station, body.id)).gaps.filter(({ cause }) => cause === 'camera_offline').map(({ fromMs, toMs }) => toMs - fromMs);
  await expect.poll(async () => Math.max(0, ...(await gapMs())), { timeout: 30_000 }).toBeGreaterThan(2_500);

  const page = await openConsole(station);
  await page.getByRole('link', { name: 'Recordings' }).click();
  await page.getByRole('button', { name: 'Now' }).click();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('+');
  const span = (await lineOf(station, body.id)).spans.at(-1);
  if (!span) throw new Error('nothing was recorded');
  // The middle of each whole two seconds, the later ones first: seeking goes both ways.
  const middles = [1, 2, 3].map((n) => (binOf(span.toMs) - n) * binMs + binMs / 2);
  for (const atMs of [middles[0], middles[2], middles[1]] as number[]) {
    await seek(page, atMs);
    await expect.poll(() => shownColour(page)).toBe(colourAt(atMs));
  }
  const before = Number(await page.getByLabel('Time shown').getAttribute('data-position-ms'));
  await page.keyboard.press('Space');
  await expect
    .poll(async () => Number(await page.getByLabel('Time shown').getAttribute('data-position-ms')))
    .toBeGreaterThan(before + 1_000);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play (space)' })).toBeVisible();

  const gap = (await lineOf(station, body.id)).gaps.find(({ cause, fromMs }) => cause === 'camera_offline' && fromMs >= span.fromMs);
  if (!gap) throw new Error('there is no gap');
  await seek(page, gap.fromMs + 1_500);
  await expect(page.getByText('No video: Camera offline')).toBeVisible();
  await expect(page.getByRole('list', { name: 'What the timeline shows' })).toContainText('Camera offline');
  // Over the video the pointer shows a picture of that time.
  const canvas = page.getByRole('slider', { name: 'Timeline' }).locator('canvas');
  const box = await canvas.boundingBox();
  const [fromMs, toMs] = await canvas.evaluate((element) => [Number(element.dataset.fromMs), Number(element.dataset.toMs)] as const);
  if (box) await page.mouse.move(box.x + (((middles[1] ?? 0) - fromMs) / (toMs - fromMs)) * box.width, box.y + box.height - 8);
  const preview = page.getByRole('img', { name: 'Picture of Gate' });
  await expect.poll(() => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
});
