import { once } from 'node:events';
import { expect, test } from './console-test.ts';
import { startMjpegServer } from './servers/mjpeg-server.ts';
import { startRtspServer } from './servers/rtsp-server.ts';
import { testPictures } from './servers/test-media.ts';
import type { StationProcess } from './station-process.ts';

interface Camera {
  id: string;
  url: string;
  state: { status: string; cause: { code: string } | null; width: number };
}

const cameras = async (station: StationProcess) => (await station.api<Camera[]>('GET', '/api/cameras')).body;

test('a camera added in the form is live in its tile, and one connection serves every viewer', async ({ startStation, openConsole }) => {
  const camera = await startMjpegServer({ pictures: await testPictures(20), fps: 10, singleClient: true });
  const station = await startStation();
  const page = await openConsole(station);
  await page.getByRole('link', { name: 'Cameras' }).click();
  await page.getByRole('button', { name: 'Add camera' }).first().click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Gate');
  await page.getByRole('textbox', { name: /^Address/ }).fill(camera.url);
  await page.getByLabel('Place in words').fill('North gate, lane 2');
  await page.getByRole('button', { name: 'Save' }).click();
  const added = performance.now();
  await expect(page.getByRole('article', { name: 'Gate' })).toBeVisible();
  await page.getByRole('link', { name: 'Live' }).click();
  await expect(page.locator('[data-condition=live] canvas')).toBeVisible();
  // S1 asks for 6 s; the aim of 2 s is measured in bench/, where nothing else runs.
  expect(performance.now() - added).toBeLessThan(6000);

  const second = await openConsole(station);
  await expect(second.locator('[data-condition=live] canvas')).toBeVisible();
  expect(camera.mostViewers()).toBe(1);

  const snapshot = await fetch(`${station.address}/api/cameras/${(await cameras(station))[0]?.id}/snapshot.jpg`, {
    headers: { authorization: `Bearer ${station.token}` },
  });
  expect(snapshot.headers.get('content-type')).toBe('image/jpeg');
  await camera.close();
});

test('an address without video is explained in the form, nothing is saved and nothing typed is lost', async ({
  startStation,
  openConsole,
}) => {
  const webPage = await startMjpegServer({ pictures: await testPictures(1), fault: 'web-page' });
  const station = await startStation();
  const page = await openConsole(station);
  await page.getByRole('link', { name: 'Cameras' }).click();
  await page.getByRole('button', { name: 'Add camera' }).first().click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Wrong');
  for (const [url, words] of [
    [webPage.url, 'but no video'],
    ['http://127.0.0.1:9/stream', 'refused the connection'],
    ['file:///no/such/film.mp4', 'file was not found'],
  ] as const) {
    await page.getByRole('textbox', { name: /^Address/ }).fill(url);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByRole('textbox', { name: /^Name/ })).toHaveValue('Wrong');
  }
  expect(await cameras(station)).toEqual([]);
  await webPage.close();
});

test('an RTSP camera with a password is live and its password is shown to nobody', async ({ startStation, openConsole }) => {
  const camera = await startRtspServer({ basicAuth: { username: 'viewer', password: 'hunter2' } });
  const station = await startStation();
  const wrong = await station.api<{ error: { details: unknown } }>('POST', '/api/cameras', {
    name: 'Yard',
    url: camera.url.replace('rtsp://', 'rtsp://viewer:nonsense@'),
  });
  expect([wrong.status, wrong.body.error.details]).toEqual([422, { cause: 'unauthorized' }]);
  const added = await station.api<Camera>('POST', '/api/cameras', {
    name: 'Yard',
    url: camera.url.replace('rtsp://', 'rtsp://viewer:hunter2@'),
  });
  expect([added.status, added.body.url]).toEqual([201, `rtsp://***:***@127.0.0.1:${camera.port}/h264`]);
  const page = await openConsole(station);
  await expect(page.locator('[data-condition=live] canvas')).toBeVisible();
  expect(station.output).not.toContain('hunter2');
  await camera.close();
});

test('a camera that goes away is offline with its cause within ten seconds and comes back by itself', async ({
  startStation,
  openConsole,
}) => {
  const pictures = await testPictures(10);
  let camera = await startMjpegServer({ pictures, fps: 10 });
  const { port } = camera;
  const station = await startStation();
  await station.api('POST', '/api/cameras', { name: 'Lot', url: camera.url });
  const page = await openConsole(station);
  await expect(page.locator('[data-condition=live]')).toBeVisible();
  await camera.close();
  await expect(page.getByText('refused the connection')).toBeVisible({ timeout: 10_000 });
  camera = await startMjpegServer({ pictures, fps: 10, port });
  await expect(page.locator('[data-condition=live]')).toBeVisible({ timeout: 35_000 });
  camera.setFault('stall');
  await expect(page.getByText('stopped sending pictures')).toBeVisible({ timeout: 12_000 });
  await camera.close();
});

test('a device pushes pictures with its token', async ({ startStation }) => {
  const station = await startStation();
  const { body } = await station.api<Camera & { deviceToken: string }>('POST', '/api/cameras', { name: 'ESP32', url: 'push:' });
  const [picture] = await testPictures(1);
  const push = (token: string) =>
    fetch(`${station.address}/api/cameras/${body.id}/frame`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' },
      body: new Uint8Array(picture ?? []),
    });
  expect((await push('wrong')).status).toBe(401);
  expect((await push(body.deviceToken)).status).toBe(204);
  await expect.poll(async () => (await cameras(station))[0]?.state.status).toBe('live');
});

test('a stalled viewer of the live stream does not slow the others', async ({ startStation }) => {
  const camera = await startMjpegServer({ pictures: await testPictures(20), fps: 20 });
  const station = await startStation();
  const { body } = await station.api<Camera>('POST', '/api/cameras', { name: 'Busy', url: camera.url });
  const sockets = [station.socket('/live'), station.socket('/live')];
  const [stalled, brisk] = sockets;
  if (!stalled || !brisk) throw new Error('unreachable');
  let stalledFrames = 0;
  let briskFrames = 0;
  stalled.on('frame', () => {
    stalledFrames += 1;
  });
  brisk.on('frame', (_header: unknown, _jpeg: unknown, ack: () => void) => {
    briskFrames += 1;
    ack();
  });
  await Promise.all(sockets.map((socket) => once(socket as never, 'connect')));
  for (const socket of sockets) socket.emit('watch', { cameras: [{ cameraId: body.id, maxFps: 30 }] });
  await expect.poll(() => briskFrames).toBeGreaterThan(30);
  expect(stalledFrames).toBe(1);
  for (const socket of sockets) socket.disconnect();
  await camera.close();
});
