import type { BrowserContext } from '@playwright/test';
import { expect, test } from './console-test.ts';
import { startMjpegServer } from './servers/mjpeg-server.ts';
import { testPictures } from './servers/test-media.ts';

/** As a phone in the hand: narrow, touched, no mouse. */
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** Nothing may stand out of the page to the right. */
const overhang = () => document.documentElement.scrollWidth - window.innerWidth;
const workerReady = async () => void (await navigator.serviceWorker.ready);

/** The network of the phone is gone: no new connection is made. */
async function without(network: BrowserContext, work: () => Promise<void>): Promise<void> {
  await network.setOffline(true);
  await work();
  await network.setOffline(false);
}

test('a phone calls for help, says within five seconds that the station is gone, keeps what it knew, and misses no alert', async ({
  startStation,
  openConsole,
}) => {
  const camera = await startMjpegServer({ pictures: await testPictures(20), fps: 10 });
  const station = await startStation();
  await station.api('POST', '/api/cameras', { name: 'Harbour gate', url: camera.url });
  const page = await openConsole(station, phone);
  await expect(page.locator('[data-condition=live]')).toBeVisible();
  expect(await page.evaluate(overhang)).toBe(0);
  await page.evaluate(workerReady);

  await page.getByRole('button', { name: 'Emergency' }).tap();
  const hold = page.getByRole('button', { name: 'Hold' });
  await hold.hover();
  await page.mouse.down();
  await expect(page.getByText('Sent. Everybody is being alerted.')).toBeVisible();
  await page.mouse.up();
  const { incidents } = (await station.api<{ incidents: { id: string; kind: string }[] }>('GET', '/api/incidents')).body;
  expect(incidents.map(({ kind }) => kind)).toEqual(['emergency']);
  await station.api('PATCH', `/api/incidents/${incidents[0]?.id}`, { status: 'acknowledged' });
  await expect(page.getByText('Taken by admin.')).toBeVisible();
  await page.getByRole('dialog').getByRole('button').first().tap();
  // Read once more, so that what is kept holds the call.
  await page.reload();
  await expect(page.locator('[data-condition=live]')).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.localStorage.getItem('sentra.kept') ?? '')).toContain('emergency');

  await station.stop('SIGKILL');
  await expect(page.getByText('No connection to the station')).toBeVisible({ timeout: 5_000 });
  await expect(page.locator('[data-condition=live]')).toHaveCount(0);

  await page.reload();
  await expect(page.getByText(/as of .*, not live/)).toBeVisible();
  await expect(page.getByText('Harbour gate')).toBeVisible();
  await page.getByRole('link', { name: 'Incidents' }).tap();
  await expect(page.getByRole('listitem')).toHaveCount(1);

  await without(page.context(), async () => {
    const again = await startStation({ dataDir: station.dataDir, args: ['--port', new URL(station.address).port] });
    const call = await again.api('POST', '/send-emergency', { message: 'Truck on its side', location: 'North ramp' });
    expect(call.status).toBeLessThan(300);
  });
  await expect(page.getByRole('alertdialog')).toHaveCount(1, { timeout: 20_000 });
  await expect(page.getByRole('alertdialog').getByText('North ramp')).toBeVisible();
  await expect(page.getByText(/No connection/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).tap();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await camera.close();
});
