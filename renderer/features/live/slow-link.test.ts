import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { Server } from 'socket.io';
import { expect, test } from 'vitest';
import { startSlowLink } from '../../../e2e/servers/slow-link.ts';
import { FrameHub } from '../../../electron/services/live/frame-hub.ts';
import { createLiveFeeds } from '../../../electron/services/live/create-live-feeds.ts';
import { PacketHub } from '../../../electron/services/packets/packet-hub.ts';
import { serveLive } from '../../../electron/services/web/live-sockets.ts';
import { createSocketBridge } from '../../app/bridge/socket-bridge.ts';
import { sampleAlert } from '../../testing/samples.ts';
import { LiveHub } from './live-hub.ts';

const cameraIds = ['gate', 'yard', 'dock', 'ramp'];

/** Four cameras of 720p at ten frames a second: about 25 Mbit/s. */
async function startStation() {
  const picture = {
    width: 1280,
    height: 720,
    channels: 3 as const,
    background: '#357',
    noise: { type: 'gaussian' as const, mean: 110, sigma: 18 },
  };
  const jpeg = await sharp({ create: picture }).blur(1.2).jpeg({ quality: 80 }).toBuffer();
  const hub = new FrameHub();
  const packets = new PacketHub();
  const http = createServer((_request, response) => response.writeHead(401).end());
  const io = new Server(http);
  io.on('connection', (socket) => socket.on('call', (_name: unknown, _input: unknown, ack: (reply: unknown) => void) => ack({ ok: true })));
  io.of('/live').on('connection', (socket) => serveLive(socket, createLiveFeeds({ hub, packets, isAnalysed: () => false }), () => true));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  let seq = 0;
  const filming = setInterval(() => {
    seq += 1;
    for (const cameraId of cameraIds) hub.publish({ cameraId, seq, capturedAtMs: Date.now(), jpeg });
  }, 100);
  // One of them sends H.264 of 6 Mbit/s at 25 a second, with a key frame every two seconds.
  const video = packets.connect('gate');
  video.track({
    codec: 'avc1.640028',
    width: 1920,
    height: 1080,
    sampleEntry: Buffer.from('avc1'),
    description: Buffer.from([1, 100, 0, 40]),
  });
  let packet = 0;
  const encoding = setInterval(() => {
    const isKey = packet % 50 === 0;
    video.packet({ decodeMs: packet * 40, compositionMs: 0, isKey, data: Buffer.alloc(isKey ? 150_000 : 27_000, packet) });
    packet += 1;
  }, 40);
  return {
    jpeg,
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    alert: () => io.emit('receive-message', sampleAlert({ detectedAtMs: Date.now() })),
    close: async () => {
      clearInterval(filming);
      clearInterval(encoding);
      await io.close();
    },
  };
}

test('over 1 Mbit/s pictures become small enough to be young, and alerts come within a second while live runs', {
  timeout: 40_000,
}, async () => {
  const station = await startStation();
  const link = await startSlowLink(station.origin, 1_000_000);
  const bridge = createSocketBridge(link.origin);
  const alertAgesMs: number[] = [];
  const pictures: { cameraId: string; ageMs: number; bytes: number }[] = [];
  bridge.subscribe('receive-message', (raw) => alertAgesMs.push(Date.now() - (raw as { detectedAtMs: number }).detectedAtMs));
  const live = new LiveHub(bridge.live, () => () => undefined);
  for (const cameraId of cameraIds) {
    live.show({
      cameraId,
      maxFps: 15,
      mode: 'wall',
      analysedOnly: false,
      onObservation: () => undefined,
      onFrame: (header, jpeg, done) => {
        pictures.push({ cameraId, ageMs: Date.now() - header.capturedAtMs, bytes: jpeg.length });
        done();
      },
    });
  }
  const ended = new AbortController();
  try {
    // Until the console has noticed and what was on its way has drained.
    await expect
      .poll(() => pictures.length > 8 && pictures.slice(-8).every(({ bytes, ageMs }) => bytes < station.jpeg.length / 2 && ageMs < 1_500), {
        timeout: 20_000,
      })
      .toBe(true);
    expect(live.link.state.getState().level).not.toBe('full');
    pictures.length = 0;
    alertAgesMs.length = 0;
    const alerting = setInterval(station.alert, 400);
    ended.signal.addEventListener('abort', () => clearInterval(alerting));
    await expect.poll(() => alertAgesMs.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(12);
    const ages = pictures.map(({ ageMs }) => ageMs).sort((a, b) => a - b);
    const at = (share: number) => ages[Math.floor((ages.length - 1) * share)] ?? Number.NaN;
    const level = live.link.state.getState().level;
    console.info(
      `1 Mbit/s, 4 cameras, level ${level}: ${pictures.length} pictures of ${Math.round(pictures.reduce((sum, { bytes }) => sum + bytes, 0) / pictures.length / 1000)} KB (camera: ${Math.round(station.jpeg.length / 1000)} KB), age median ${at(0.5)} ms, worst ${at(1)} ms; ${alertAgesMs.length} alerts, slowest ${Math.max(...alertAgesMs)} ms`,
    );
    expect(Math.max(...alertAgesMs)).toBeLessThan(1_000);
    expect(at(0.95)).toBeLessThan(1_500);
    expect(new Set(pictures.map(({ cameraId }) => cameraId))).toEqual(new Set(cameraIds));
  } finally {
    ended.abort();
    live.close();
    bridge.close();
    await link.close();
    await station.close();
  }
});

test('without a slow link every picture comes as the camera sent it', { timeout: 20_000 }, async () => {
  const station = await startStation();
  const bridge = createSocketBridge(station.origin);
  const live = new LiveHub(bridge.live, () => () => undefined);
  const sizes: number[] = [];
  live.show({
    cameraId: 'gate',
    maxFps: 15,
    mode: 'wall',
    analysedOnly: false,
    onObservation: () => undefined,
    onFrame: (_header, jpeg, done) => {
      sizes.push(jpeg.length);
      done();
    },
  });
  try {
    await expect.poll(() => sizes.length, { timeout: 15_000 }).toBeGreaterThan(25);
    expect(new Set(sizes)).toEqual(new Set([station.jpeg.length]));
    expect(live.link.state.getState().level).toBe('full');
  } finally {
    live.close();
    bridge.close();
    await station.close();
  }
});

test('over 1 Mbit/s the video of a camera gives way to pictures, and no alert waits for long behind it', { timeout: 40_000 }, async () => {
  const station = await startStation();
  const link = await startSlowLink(station.origin, 1_000_000);
  const bridge = createSocketBridge(link.origin);
  const alertAgesMs: number[] = [];
  bridge.subscribe('receive-message', (raw) => alertAgesMs.push(Date.now() - (raw as { detectedAtMs: number }).detectedAtMs));
  const live = new LiveHub(bridge.live, () => () => undefined);
  const told: string[] = [];
  const hide = live.showVideo({
    cameraId: 'gate',
    form: 'packets',
    onObservation: () => undefined,
    onVideo: (header, _bytes, done) => {
      told.push(header.kind === 'pause' ? header.reason : header.kind);
      done();
    },
  });
  // As the large view does.
  live.link.state.subscribe(({ level }) => level !== 'full' && hide());
  const alerting = setInterval(station.alert, 200);
  try {
    await expect.poll(() => told, { timeout: 15_000 }).toContain('packet');
    await expect.poll(() => live.link.state.getState().level, { timeout: 15_000 }).not.toBe('full');
    await expect.poll(() => alertAgesMs.slice(-5).every((ageMs) => ageMs < 300) && alertAgesMs.length > 10, { timeout: 15_000 }).toBe(true);
    console.info(`1 Mbit/s, video of 6 Mbit/s: ${alertAgesMs.length} alerts, slowest ${Math.max(...alertAgesMs)} ms`);
    // 256 KiB and what was on its way before the first was acknowledged.
    expect(Math.max(...alertAgesMs)).toBeLessThan(4_000);
  } finally {
    clearInterval(alerting);
    live.close();
    bridge.close();
    await link.close();
    await station.close();
  }
});
