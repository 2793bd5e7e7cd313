import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startMjpegServer } from '../e2e/servers/mjpeg-server.ts';
import { startRtspServer } from '../e2e/servers/rtsp-server.ts';
import { testPictures } from '../e2e/servers/test-media.ts';
import { StationProcess } from '../e2e/station-process.ts';
import { examineRecordings, type KilledLives, type LifeSpan } from './killed-lives.ts';
import { until } from './station.ts';

interface RecordingStatus {
  readonly cameras: readonly { readonly cameraId: string; readonly recording: boolean }[];
}

/** A whole station records an RTSP and an MJPEG camera and is killed outright again and again; then each camera is looked through. */
export async function killedStations(
  lives: number,
  shortestMs = 1_500,
  longestMs = 6_000,
): Promise<{ readonly rtsp: KilledLives; readonly mjpeg: KilledLives }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sentra-killed-stations-'));
  const rtsp = await startRtspServer();
  const mjpeg = await startMjpegServer({ pictures: await testPictures(20, 640, 480), fps: 10 });
  try {
    const spans: LifeSpan[] = [];
    let ids: readonly string[] = [];
    for (let life = 0; life < lives; life += 1) {
      const bornMs = Date.now();
      const station = await StationProcess.start({ dataDir, env: { SENTRA_LOG_LEVEL: 'error' } });
      try {
        if (life === 0) ids = [await addCamera(station, rtsp.url), await addCamera(station, mjpeg.url)];
        await until(() => recordsAll(station, ids), 60_000);
        await pause(shortestMs + Math.random() * (longestMs - shortestMs));
        spans.push({ bornMs, killedMs: Date.now() });
      } finally {
        await station.stop('SIGKILL');
      }
    }
    const [first = '', second = ''] = ids;
    return { rtsp: await examineRecordings(dataDir, first, spans), mjpeg: await examineRecordings(dataDir, second, spans) };
  } finally {
    await rtsp.close();
    await mjpeg.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function addCamera(station: StationProcess, url: string): Promise<string> {
  const wish = { name: 'killed', url, skipCheck: true, analysis: { enabled: false }, recording: { mode: 'continuous' } };
  const { status, body } = await station.api<{ id: string }>('POST', '/api/cameras', wish);
  if (status >= 300) throw new Error(`the camera was refused: ${JSON.stringify(body)}`);
  return body.id;
}

async function recordsAll(station: StationProcess, ids: readonly string[]): Promise<boolean> {
  const { body } = await station.api<RecordingStatus>('GET', '/api/recordings/status');
  return ids.every((id) => body.cameras.some(({ cameraId, recording }) => cameraId === id && recording));
}
