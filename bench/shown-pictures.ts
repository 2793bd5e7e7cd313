import { chromium, type Browser, type Page } from '@playwright/test';
import { codeBits } from '../e2e/servers/timed-video.ts';
import { adminPassword, type StationProcess } from '../e2e/station-process.ts';

/** Opens the console in a real browser, signed in. */
export async function openConsole(station: StationProcess): Promise<{ browser: Browser; page: Page }> {
  const executablePath = process.env.SENTRA_TEST_CHROMIUM;
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(station.address);
  await page.getByLabel('User name').fill('admin');
  await page.getByRole('textbox', { name: 'Password' }).fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('img', { name: 'Station connected' }).waitFor();
  return { browser, page };
}

/** One picture that a video element brought to the screen. */
export interface Shown {
  readonly camera: number;
  /** Number that the picture bears. */
  readonly code: number;
  /** When, on the page's clock, ms. */
  readonly atMs: number;
}

/** Has the page read the number off every picture that its videos show, as soon as it is shown. To be called when the tiles are there. */
export async function watchPictures(page: Page): Promise<void> {
  await page.evaluate((bits) => {
    const shown: { camera: number; code: number; atMs: number }[] = [];
    const pressed: number[] = [];
    Object.assign(globalThis, { shown, pressed });
    window.addEventListener('pointerup', ({ timeStamp }) => pressed.push(timeStamp), true);
    for (const [camera, video] of [...document.querySelectorAll('video')].entries()) {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [bits, 1];
      const brush = canvas.getContext('2d', { willReadFrequently: true });
      if (!brush) continue;
      const look = (atMs: number) => {
        video.requestVideoFrameCallback(look);
        brush.drawImage(video, 0, video.videoHeight / 48, video.videoWidth, video.videoHeight / 24, 0, 0, bits, 1);
        const { data } = brush.getImageData(0, 0, bits, 1);
        let code = 0;
        for (let bit = 0; bit < bits; bit += 1) if ((data[bit * 4] ?? 0) > 128) code |= 1 << bit;
        shown.push({ camera, code, atMs });
      };
      video.requestVideoFrameCallback(look);
    }
  }, codeBits);
}

/** What was shown since the last call, and when the pointer was lifted. */
export function takePictures(page: Page): Promise<{ shown: Shown[]; pressed: number[] }> {
  return page.evaluate(() => {
    const kept = globalThis as unknown as { shown: Shown[]; pressed: number[] };
    return { shown: kept.shown.splice(0), pressed: kept.pressed.splice(0) };
  });
}
