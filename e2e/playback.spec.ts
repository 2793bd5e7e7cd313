import type { Locator, Page } from '@playwright/test';
import { isGood, verifyExport } from '../electron/services/evidence/verify/verify-export.ts';
import { zipFiles } from '../electron/services/evidence/verify/export-files.ts';
import { expect, test } from './console-test.ts';
import { addSleepingCameras, pictureAt, writePast } from './recorded-station.ts';
import { startLocaltunnelServer } from './servers/localtunnel-server.ts';
import { codeBits, encodeTimedVideo } from './servers/timed-video.ts';
import { adminPassword, type StationProcess } from './station-process.ts';

const small = { width: 320, height: 180, fps: 10, seconds: 40, keyEveryS: 2, kbitPerS: 150 };
const seconds = 40;

/** The number that the picture on the screen bears; null while there is none. */
const shownCode = (video: Locator) =>
  video.evaluate((element: HTMLVideoElement, bits) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bits, 1];
    const brush = canvas.getContext('2d');
    if (!brush || element.readyState < 2 || element.seeking) return null;
    brush.drawImage(element, 0, element.videoHeight / 48, element.videoWidth, element.videoHeight / 24, 0, 0, bits, 1);
    const { data } = brush.getImageData(0, 0, bits, 1);
    return Array.from({ length: bits }, (_, bit) => ((data[bit * 4] ?? 0) > 128 ? 2 ** bit : 0)).reduce((sum, value) => sum + value, 0);
  }, codeBits);

const positionOf = async (page: Page) => Number(await page.getByLabel('Time shown').getAttribute('data-position-ms'));

async function clickTimeline(page: Page, atMs: number): Promise<number> {
  const canvas = page.getByRole('slider', { name: 'Timeline' }).locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const [fromMs, toMs] = await canvas.evaluate((element) => [Number(element.dataset.fromMs), Number(element.dataset.toMs)] as const);
  if (!box) throw new Error('there is no timeline');
  const before = await positionOf(page);
  await page.mouse.click(box.x + ((atMs - fromMs) / (toMs - fromMs)) * box.width, box.y + box.height - 8);
  await expect.poll(() => positionOf(page)).not.toBe(before);
  return positionOf(page);
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.getByLabel('User name').fill('admin');
  await page.getByRole('textbox', { name: 'Password' }).fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('img', { name: 'Station connected' }).waitFor();
}

/** Forty seconds of the past of two cameras, the second of them in H.265. */
async function stationWithPast(startStation: (options: object) => Promise<StationProcess>, env: Record<string, string>) {
  const before = await startStation({});
  const [gate = '', yard = ''] = await addSleepingCameras(before, ['Gate', 'Yard']);
  await before.stop();
  const [h264, h265] = [await encodeTimedVideo(small), await encodeTimedVideo({ ...small, h265: true })];
  const fromMs = (Math.floor(Date.now() / 1000) - seconds - 5) * 1000;
  const past = { fromMs, files: 2, fileMs: (seconds / 2) * 1000 };
  await writePast(before.dataDir, { ...past, video: h264, cameraId: gate });
  await writePast(before.dataDir, { ...past, video: h265, cameraId: yard });
  const station = await startStation({ dataDir: before.dataDir, env });
  await expect
    .poll(
      async () =>
        (await station.api<{ segments: unknown[] }>('GET', `/api/recordings/segments?fromMs=${fromMs}&toMs=${Date.now()}`)).body.segments
          .length,
    )
    .toBe(4);
  return { station, gate, fromMs, h264 };
}

test('recordings are played to the picture through the tunnel, beside a camera that this browser cannot show, and a stretch is exported', async ({
  startStation,
  openConsole,
  browser,
}) => {
  const tunnel = await startLocaltunnelServer({ firstId: 'owl' });
  const env = { SENTRA_TUNNEL: 'localtunnel', SENTRA_LOCALTUNNEL_HOST: tunnel.address };
  const { station, gate, fromMs, h264 } = await stationWithPast(startStation, env);
  const address = async () => (await station.api<{ address: { url: string | null } }>('GET', '/api/tunnel')).body.address.url;
  await expect.poll(address).toContain('owl');

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const remote = await context.newPage();
  await signIn(remote, (await address()) ?? '');
  await remote.getByRole('link', { name: 'Recordings' }).click();
  await remote.getByRole('button', { name: 'Now', exact: true }).click();
  for (let press = 0; press < 2; press += 1) await remote.getByRole('button', { name: 'Show a shorter time (+)' }).click();
  const video = remote.getByRole('figure', { name: 'Gate' }).locator('video');
  for (const second of [31, 6]) {
    const atMs = await clickTimeline(remote, fromMs + second * 1000 + 50);
    await expect.poll(() => shownCode(video)).toBe(pictureAt(h264, fromMs, atMs));
  }
  // Steps go from picture to picture, both ways.
  const first = (await shownCode(video)) ?? 0;
  for (const [button, expected] of [
    ['One picture on (.)', first + 1],
    ['One picture on (.)', first + 2],
    ['One picture back (,)', first + 1],
  ] as const) {
    await remote.getByRole('button', { name: button }).click();
    await expect.poll(() => shownCode(video)).toBe(expected);
  }
  const pieces = await remote.evaluate(async (cameraId) => {
    const { segments } = await (await fetch(`/api/recordings/segments?cameraIds=${cameraId}&fromMs=0&toMs=${Date.now()}`)).json();
    const answer = await fetch(`/api/recordings/segments/${segments[0].id}.mp4`, { headers: { range: 'bytes=4-7' } });
    return [answer.status, await answer.text(), answer.headers.get('content-range') === `bytes 4-7/${segments[0].bytes}`];
  }, gate);
  expect(pieces).toEqual([206, 'ftyp', true]);
  await context.close();

  const page = await openConsole(station);
  await page.getByRole('link', { name: 'Recordings' }).click();
  await page.getByRole('button', { name: 'Now', exact: true }).click();
  for (let press = 0; press < 2; press += 1) await page.getByRole('button', { name: 'Show a shorter time (+)' }).click();
  await page.getByRole('combobox', { name: 'Cameras' }).click();
  await page.getByRole('option', { name: 'Yard' }).click();
  await page.keyboard.press('Escape');
  const atMs = await clickTimeline(page, fromMs + 15_050);
  await expect(page.getByRole('figure', { name: 'Yard' })).toContainText('cannot play H.265');
  await expect.poll(() => shownCode(page.getByRole('figure', { name: 'Gate' }).locator('video'))).toBe(pictureAt(h264, fromMs, atMs));

  await page.keyboard.press('b');
  await clickTimeline(page, fromMs + 25_050);
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const row = page.locator('[data-export]');
  await expect(row.getByText('Ready')).toBeVisible();
  await expect(row).toContainText(/Gate, Yard.*admin/);
  const [download] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: 'Download export' }).click()]);
  const files = await zipFiles(await download.path());
  expect(isGood(await verifyExport(files, null))).toBe(true);
  files.close();
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Lock…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('Scratch on the gate');
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(page.locator('[data-lock]')).toHaveCount(2);
  await page.locator('[data-lock]').first().getByRole('button', { name: 'Unlock…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('Over');
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await expect(page.locator('[data-lock]')).toHaveCount(1);
  await tunnel.close();
});
