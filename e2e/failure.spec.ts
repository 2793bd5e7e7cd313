import { expect, test } from './console-test.ts';
import { startMjpegServer } from './servers/mjpeg-server.ts';
import { testPictures } from './servers/test-media.ts';
import { StationProcess } from './station-process.ts';

interface Status {
  inference: { state: string; pid: number | null; restarts: number };
}

const status = async (station: StationProcess) => (await station.api<Status>('GET', '/api/status')).body.inference;

test('a killed inference process is back within three seconds, the console says so and live view goes on', async ({
  startStation,
  openConsole,
}) => {
  const camera = await startMjpegServer({ pictures: await testPictures(20), fps: 10 });
  const station = await startStation();
  await station.api('POST', '/api/cameras', { name: 'Gate', url: camera.url });
  await expect.poll(async () => (await status(station)).state).toMatch(/^(running|motion_only)$/);
  const { pid, state } = await status(station);
  const page = await openConsole(station);
  await expect(page.locator('[data-condition=live]')).toBeVisible();

  const told = page.getByText('Detection is restarting').first().waitFor();
  const killedAtMs = performance.now();
  process.kill(pid ?? 0, 'SIGKILL');
  await told;
  await expect(page.locator('[data-condition=live]')).toBeVisible();
  await expect
    .poll(async () => ((await status(station)).pid !== pid ? (await status(station)).state : 'gone'), { intervals: [50] })
    .toBe(state);
  expect(performance.now() - killedAtMs).toBeLessThan(3000);
  await camera.close();
});

test('a console that loses its station says so within five seconds and recovers by itself', async ({ startStation, openConsole }) => {
  const camera = await startMjpegServer({ pictures: await testPictures(20), fps: 10 });
  const station = await startStation();
  await station.api('POST', '/api/cameras', { name: 'Gate', url: camera.url });
  const page = await openConsole(station);
  await expect(page.locator('[data-condition=live]')).toBeVisible();
  await station.stop('SIGKILL');
  await expect(page.getByText('No connection to the station')).toBeVisible({ timeout: 5000 });
  await expect(page.locator('[data-condition=live]')).toHaveCount(0);
  await startStation({ dataDir: station.dataDir, args: ['--port', new URL(station.address).port] });
  await expect(page.locator('[data-condition=live]')).toBeVisible({ timeout: 30_000 });
  await camera.close();
});

test('a station asked to end leaves no process behind', async ({ startStation }) => {
  const station = await startStation();
  await expect.poll(async () => (await status(station)).state).toMatch(/^(running|motion_only)$/);
  const { pid } = await status(station);
  expect(await station.stop('SIGTERM')).toBe(0);
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
});

test('a second station on the same data folder is refused in words', async ({ startStation }) => {
  const station = await startStation();
  await expect(StationProcess.start({ dataDir: station.dataDir })).rejects.toThrow('Another station is running');
});
