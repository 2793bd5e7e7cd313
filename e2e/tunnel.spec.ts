import { expect, test } from './console-test.ts';
import { startLocaltunnelServer } from './servers/localtunnel-server.ts';
import { startMjpegServer } from './servers/mjpeg-server.ts';
import { testPictures } from './servers/test-media.ts';
import { adminPassword, type StationProcess } from './station-process.ts';

interface Address {
  state: string;
  url: string | null;
  problem: { code: string } | null;
}
const addressOf = async (station: StationProcess) => (await station.api<{ address: Address }>('GET', '/api/tunnel')).body.address;

test('the console is used through the tunnel, a killed tunnel is told and its next address reaches every console', async ({
  startStation,
  openConsole,
  browser,
}) => {
  const camera = await startMjpegServer({ pictures: await testPictures(20), fps: 10 });
  let tunnelServer = await startLocaltunnelServer({ firstId: 'owl' });
  const { port, address: tunnelAddress } = tunnelServer;
  const station = await startStation({ env: { SENTRA_TUNNEL: 'localtunnel', SENTRA_LOCALTUNNEL_HOST: tunnelAddress } });
  await station.api('POST', '/api/cameras', { name: 'Gate', url: camera.url });
  await expect.poll(async () => (await addressOf(station)).state).toBe('up');
  const { url } = await addressOf(station);
  expect(url).toBe(`http://owl-1.localhost:${port}`);

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const remote = await context.newPage();
  await remote.goto(url ?? '', { waitUntil: 'domcontentloaded' });
  await remote.getByLabel('User name').fill('admin');
  await remote.getByRole('textbox', { name: 'Password' }).fill(adminPassword);
  await remote.getByRole('button', { name: 'Sign in' }).click();
  await expect(remote.locator('[data-condition=live] canvas')).toBeVisible();
  const metrics = (credentials: 'omit' | 'same-origin') =>
    remote.evaluate((chosen) => fetch('/metrics', { credentials: chosen }).then(({ status }) => status), credentials);
  expect([await metrics('omit'), await metrics('same-origin')]).toEqual([401, 200]);

  const local = await openConsole(station);
  await local.goto(`${station.address}/#/settings/remote`);
  await expect(local.getByRole('img', { name: 'QR code of the public address' })).toBeVisible();
  await expect(local.getByText(url ?? '')).toBeVisible();

  await tunnelServer.close();
  await expect(remote.getByText(/^No connection to the station/)).toBeVisible({ timeout: 10_000 });
  await expect(local.getByTestId('public-address')).toHaveText('No public address');
  await expect(local.getByText('localtunnel cannot be reached', { exact: false })).toBeVisible();

  const revivedAtMs = performance.now();
  tunnelServer = await startLocaltunnelServer({ port, firstId: 'fox' });
  await expect(local.getByText(`http://fox-1.localhost:${port}`)).toBeVisible({ timeout: 40_000 });
  console.log(`new address on the console ${Math.round(performance.now() - revivedAtMs)} ms after the tunnel server came back`);
  await expect(local.getByTestId('public-address')).toHaveText('Public address');
  if (process.env.SENTRA_TEST_PICTURES)
    await local.screenshot({ path: `${process.env.SENTRA_TEST_PICTURES}/remote-access.png`, fullPage: true });
  await local.setViewportSize({ width: 390, height: 844 });
  if (process.env.SENTRA_TEST_PICTURES) await local.screenshot({ path: `${process.env.SENTRA_TEST_PICTURES}/remote-access-phone.png` });
  await context.close();
  await tunnelServer.close();
  await camera.close();
});
