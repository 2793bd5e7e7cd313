import type { Page } from '@playwright/test';
import { expect, test } from './console-test.ts';
import { encodeH264, type H264Clip } from './servers/h264-packets.ts';
import { startRtspServer } from './servers/rtsp-server.ts';
import type { StationProcess } from './station-process.ts';

const [width, height, fps, count] = [1280, 720, 20, 40];
/** A white square on black, further right in each picture of the clip: its place tells which picture it is. */
const side = 120;
const top = 300;
const stepPx = 27;
const leftOf = (index: number) => 20 + stepPx * index;
const draw = `drawbox=color=black:t=fill[black];color=white:s=${side}x${side}:r=${fps}[square];[black][square]overlay=x='20+${stepPx}*(n-1)':y=${top}:shortest=1`;
/** The box is drawn this far around the square. */
const marginPx = 12;

/** What a person would see at one refresh of the screen: edges of the square and of the box around it, pixels of the video. */
interface Sight {
  readonly atMs: number;
  readonly square: number;
  readonly box: number | null;
}

/** Reads the row through the middle of the square at each refresh. */
const watchScreen = (page: Page) =>
  page.evaluate(
    ({ width: videoWidth, height: videoHeight, row }) => {
      const sights: Sight[] = [];
      Object.assign(window, { sights });
      const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      const look = () => {
        requestAnimationFrame(look);
        const canvas = document.querySelector<HTMLCanvasElement>('[data-mode=large] canvas');
        if (!canvas || !copy || canvas.width === 0) return;
        const scale = Math.min(canvas.width / videoWidth, canvas.height / videoHeight);
        const [left, y] = [(canvas.width - videoWidth * scale) / 2, Math.round((canvas.height - videoHeight * scale) / 2 + row * scale)];
        copy.canvas.width = canvas.width;
        copy.drawImage(canvas, 0, y, canvas.width, 1, 0, 0, canvas.width, 1);
        const { data } = copy.getImageData(0, 0, canvas.width, 1);
        const first = (is: (r: number, g: number, b: number) => boolean) => {
          for (let x = 0; x < canvas.width; x += 1)
            if (is(data[x * 4] ?? 0, data[x * 4 + 1] ?? 0, data[x * 4 + 2] ?? 0)) return (x - left) / scale;
          return null;
        };
        const square = first((r, g, b) => r > 150 && g > 150 && b > 150);
        const box = first((r, g, b) => r < 120 && g > 140 && b > 150);
        if (square !== null) sights.push({ atMs: Date.now(), square, box });
        if (sights.length > 2_000) sights.shift();
      };
      look();
    },
    { width, height, row: top + side / 2 },
  );
const sightsOf = (page: Page) => page.evaluate(() => (window as unknown as { sights: Sight[] }).sights);
interface Sent {
  readonly index: number;
  readonly atMs: number;
}
const indexOf = ({ square }: Sight) => Math.round((square - leftOf(0)) / stepPx);

/** Keeps hold of the page's connection for calls and events, so that a test can play the station's part in it. */
const holdConnection = (page: Page) =>
  page.addInitScript(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (this: WebSocket, data) {
      // What connects to the main namespace, not to that of pictures.
      if (typeof data === 'string' && data.startsWith('40') && !data.startsWith('40/')) Object.assign(window, { connection: this });
      send.call(this, data);
    };
  });

/** Tells the page what was seen on every third picture, 40 ms after it, as a quick detector would. */
function detectFor(page: Page, station: StationProcess, clip: H264Clip, cameraId: string): () => void {
  const socket = station.socket('/live');
  let loops = 0;
  const tell = (observation: object) =>
    page
      .evaluate(
        (data) => {
          const { connection } = window as unknown as { connection?: WebSocket };
          connection?.dispatchEvent(new MessageEvent('message', { data }));
        },
        `42${JSON.stringify(['observation', observation])}`,
      )
      // The page is being loaded.
      .catch(() => undefined);
  socket.on('connect', () => socket.emit('watch', { cameras: [], video: { cameraId, form: 'packets' } }));
  socket.on('video', (header: { kind: string; mediaMs: number; capturedAtMs: number }, bytes: Buffer, ack: () => void) => {
    ack();
    const index = header.kind === 'packet' ? clip.pictures.findIndex((units) => bytes.includes(units.at(-1) ?? '')) : -1;
    if (index < 0 || index % 3 !== 0) return;
    // What jumps back to the left is another one.
    if (index === 0) loops += 1;
    const bbox = [leftOf(index) - marginPx, top - marginPx, side + 2 * marginPx, side + 2 * marginPx];
    const track = { id: loops + 1, label: 'car', score: 0.9, bbox, state: 'moving' };
    const { mediaMs, capturedAtMs } = header;
    const seen = { width, height, tracks: [track], mode: 'detected', motion: 0.5, tookMs: { total: 40, network: 30 } };
    setTimeout(() => void tell({ cameraId, seq: Math.round(mediaMs), capturedAtMs, mediaMs, ...seen }), 40);
  });
  return () => socket.disconnect();
}

/** From a picture's leaving the camera to its first sight on the screen, ms. */
function agesOf(sights: readonly Sight[], sent: readonly Sent[]): number[] {
  const firsts = sights.filter((sight, at) => at === 0 || indexOf(sight) !== indexOf(sights[at - 1] as Sight));
  return firsts.slice(1).map((sight) => {
    const last = sent.findLast(({ index, atMs }) => index === indexOf(sight) && atMs <= sight.atMs);
    return sight.atMs - (last?.atMs ?? 0);
  });
}
const p95 = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.POSITIVE_INFINITY;

const badge = (page: Page) => page.locator('[data-quality]');

test('the large view shows the video of an H.264 camera as it comes, with boxes on their own pictures', async ({
  startStation,
  openConsole,
}) => {
  const clip = await encodeH264({ seconds: count / fps, fps, width, height, draw, keyEvery: count });
  const sent: Sent[] = [];
  const camera = await startRtspServer({ clip, onPicture: (index) => sent.push({ index, atMs: Date.now() }) });
  const station = await startStation();
  const { body } = await station.api<{ id: string }>('POST', '/api/cameras', {
    ...{ name: 'Gate', url: camera.url },
    // What is seen on the pictures is told by this test.
    analysis: { enabled: false },
  });
  const page = await openConsole(station);
  await holdConnection(page);
  const stop = detectFor(page, station, clip, body.id);
  const open = async () => {
    await page.goto(`${station.address}/#/live/${body.id}`);
    await page.reload();
  };
  await open();
  await expect(badge(page)).toHaveText('Full resolution 1280×720 H.264');
  await watchScreen(page);
  // Ages of the last second and a half, so that a machine that was busy for a moment gets another chance. How quick it is when nothing
  // else runs is the bench's to say (300 ms are the aim); here it must not hold old pictures.
  const ages = async () => agesOf((await sightsOf(page)).slice(-120), sent);
  await expect
    .poll(async () => ((await ages()).length > 15 ? p95(await ages()) : Number.POSITIVE_INFINITY), { timeout: 20_000 })
    .toBeLessThanOrEqual(2_000);

  const sights = (await sightsOf(page)).slice(-150);
  // Where the square jumps back to the left a box may still be at the right, where it would have gone.
  const withBox = sights.filter((sight) => sight.box !== null && indexOf(sight) > 2);
  expect(withBox.length).toBeGreaterThan(sights.length / 3);
  // A picture off by one would be off by 27 pixels.
  for (const { square, box } of withBox) expect(Math.abs((box ?? 0) - (square - marginPx))).toBeLessThan(9);

  // Zoomed in, the picture is larger and boxes go with it.
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Show the whole picture (0)' })).toHaveText('1.4×');
  await page.keyboard.press('0');

  // As on an http page of the LAN, where browsers have no VideoDecoder.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'VideoDecoder'));
  await open();
  await expect(badge(page)).toHaveText('Full resolution 1280×720 H.264');
  await watchScreen(page);
  await expect.poll(async () => new Set((await sightsOf(page)).map(indexOf)).size, { timeout: 15_000 }).toBeGreaterThan(count / 2);

  await page.addInitScript(() => Reflect.deleteProperty(window, 'MediaSource'));
  await open();
  await expect(badge(page)).toHaveText('Pictures 1280×720');
  await expect(badge(page)).toHaveAccessibleName(/cannot decode/);
  await expect(page.locator('[data-mode=large]')).toHaveAttribute('data-condition', 'live');
  stop();
  await camera.close();
});
