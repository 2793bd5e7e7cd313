import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { readConsoleFile } from '../../electron/main/protocol/console-file.ts';
import { secureHeaders } from '../../electron/main/protocol/content-security-policy.ts';
import { startMjpegServer } from '../servers/mjpeg-server.ts';
import { testPictures } from '../servers/test-media.ts';
import { root, StationProcess } from '../station-process.ts';

/**
 * The built console behind the desktop's own file reader, headers and door (`window.sentra`), with a real station behind the door: what
 * the desktop window does, in a Chromium that every machine has.
 */
test('the console works under the desktop policy, through the desktop door, and breaks no rule of it', async ({ page }) => {
  const camera = await startMjpegServer({ pictures: await testPictures(5) });
  const station = await StationProcess.start();
  const server = createServer(async (request, response) => {
    const file = await readConsoleFile(join(root, 'renderer', 'dist'), new URL(request.url ?? '/', 'http://console').pathname);
    response.writeHead(file ? 200 : 404, { ...secureHeaders, 'content-type': file?.type ?? 'text/plain' }).end(file?.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await station.api('POST', '/api/cameras', { name: 'Gate', url: camera.url });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await installDoor(page, station);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    // The door is the owner: no sign-in, and pictures arrive.
    await expect(page.locator('[data-camera][data-condition="live"] canvas')).toBeVisible();
    expect(complaints).toEqual([]);
  } finally {
    server.close();
    await station.dispose();
    await camera.close();
  }
});

/** The preload's part, played over the station's sockets: calls, events, and frames with one under way a camera. */
async function installDoor(page: Page, station: StationProcess): Promise<void> {
  const calls = station.socket();
  const live = station.socket('/live');
  await page.exposeFunction('doorCall', (name: string, input: unknown) => calls.emitWithAck('call', name, input));
  await page.exposeFunction('doorWatch', (watch: unknown) => void live.emit('watch', watch, () => undefined));
  calls.onAny((name: string, payload: unknown) => void page.evaluate(([n, p]) => Reflect.get(window, 'doorEvent')(n, p), [name, payload]));
  live.on('frame', (header: unknown, jpeg: Buffer, done: () => void) => {
    void page.evaluate(([h, j]) => Reflect.get(window, 'doorFrame')(h, j), [header, jpeg.toString('base64')]).then(done, done);
  });
  page.once('close', () => {
    calls.close();
    live.close();
  });
  await page.addInitScript(() => {
    const events = new Map<string, Set<(payload: unknown) => void>>();
    const frames = new Set<(header: unknown, jpeg: Uint8Array, done: () => void) => void>();
    const door = (name: string) => Reflect.get(window, name) as (...values: unknown[]) => unknown;
    Object.assign(window, {
      doorEvent: (name: string, payload: unknown) => {
        for (const listener of events.get(name) ?? []) listener(payload);
      },
      doorFrame: (header: unknown, base64: string) =>
        new Promise<void>((done) => {
          const jpeg = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          for (const listener of frames) listener(header, jpeg, () => done());
        }),
      sentra: {
        invoke: (name: string, input: unknown) => door('doorCall')(name, input),
        subscribe: (name: string, listener: (payload: unknown) => void) => {
          events.set(name, (events.get(name) ?? new Set()).add(listener));
          return () => events.get(name)?.delete(listener);
        },
        live: {
          watch: (watch: unknown) => void door('doorWatch')(watch),
          onFrame: (listener: (header: unknown, jpeg: Uint8Array, done: () => void) => void) => {
            frames.add(listener);
            return () => frames.delete(listener);
          },
          // This camera sends JPEGs only.
          onVideo: () => () => undefined,
        },
      },
    });
  });
}
