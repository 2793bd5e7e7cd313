import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startRtspServer } from '../e2e/servers/rtsp-server.ts';
import { FrameHub } from '../electron/services/live/frame-hub.ts';
import { PacketHub } from '../electron/services/packets/packet-hub.ts';
import { openStore } from '../electron/services/store/store.ts';
import { sampleCamera } from '../electron/services/store/testing/samples.ts';
import { findFfmpeg } from '../electron/services/cameras/ffmpeg-binary.ts';
import { tolerableMs } from '../electron/services/recording/find-gaps.ts';
import { RecordingService } from '../electron/services/recording/recording-service.ts';
import { decodedFrames } from '../electron/services/recording/testing/decoded-frames.ts';

export interface KilledLives {
  readonly lives: number;
  readonly files: number;
  /** Pictures that ffprobe decoded out of them all, and what it complained of. */
  readonly frames: number;
  readonly complaints: readonly string[];
  /** For each life, ms from the last picture on the disk to the kill. */
  readonly lostMs: readonly number[];
  /** Longest hole between first and last picture of a life, ms. */
  readonly worstHoleMs: number;
  /** Longest time from one decoded picture to the next inside a file, its end included, ms. */
  readonly worstStepMs: number;
  /** Video on the disk in all, ms. */
  readonly videoMs: number;
  /** Cause of each gap between the first picture and the end. */
  readonly causes: readonly string[];
  readonly quarantined: number;
}

/** Records a real RTSP camera with a recorder that is killed outright again and again, then looks at what is left. */
export async function killedLives(lives: number, shortestMs = 1_500, longestMs = 6_000): Promise<KilledLives> {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-kills-'));
  const server = await startRtspServer();
  try {
    const spans = [];
    for (let life = 0; life < lives; life += 1) {
      // No computer is back at once: the time without a recorder is a gap, not a late picture, however quick this one is.
      if (life > 0) await pause(tolerableMs);
      spans.push(await oneLife(folder, server.url, shortestMs + Math.random() * (longestMs - shortestMs)));
    }
    return await examineRecordings(folder, 'gate', spans);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns when the first video was on the disk, and when it was killed. */
async function oneLife(folder: string, url: string, lifeMs: number): Promise<LifeSpan> {
  const bornMs = Date.now();
  const program = join(import.meta.dirname, '../electron/services/recording/testing/recording-life.ts');
  const child = spawn(process.execPath, [program, folder, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error('the recorder ended by itself')))]);
  await pause(lifeMs);
  const killedMs = Date.now();
  child.kill('SIGKILL');
  await exited;
  return { bornMs, killedMs };
}

export interface LifeSpan {
  readonly bornMs: number;
  readonly killedMs: number;
}

/** Looks through what is left of a camera in the data folder of a station that is not running. */
export async function examineRecordings(folder: string, cameraId: string, spans: readonly LifeSpan[]): Promise<KilledLives> {
  const store = await openStore({ file: join(folder, 'sentra.db') });
  const service = new RecordingService({
    ...{ store, folder: join(folder, 'recordings'), frames: new FrameHub(), packets: new PacketHub(), ffmpeg: findFfmpeg },
    ...{
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onChanged: () => undefined,
      onDisk: () => undefined,
    },
  });
  await service.start();
  service.setCamera({ ...sampleCamera({ id: cameraId, createdAtMs: 1 }) });
  await service.rebuild();
  const nowMs = Date.now();
  const segments = await service.segments({ cameraIds: [cameraId], fromMs: 0, toMs: nowMs + 60_000 }, 10_000);
  const decoded = await Promise.all(segments.map((segment) => decodedFrames(service.fileOf(segment))));
  const frames = decoded.reduce((sum, one) => sum + one.frames, 0);
  const steps = segments.flatMap(({ startMs, endMs }, index) => {
    const times = [...(decoded[index]?.timesS ?? []).map((second) => second * 1000), endMs - startMs].sort((a, b) => a - b);
    return times.slice(1).map((time, at) => time - (times[at] ?? 0));
  });
  const perLife = spans.map(({ bornMs, killedMs }) => segments.filter(({ startMs }) => startMs >= bornMs && startMs < killedMs));
  const holes = perLife.flatMap((own) => own.slice(1).map(({ startMs }, index) => startMs - (own[index]?.endMs ?? startMs)));
  const gaps = await service.gaps({ cameraIds: [cameraId], fromMs: segments[0]?.startMs ?? 0, toMs: nowMs });
  const { quarantine } = await service.status(() => true);
  await service.close();
  await store.close();
  return {
    ...{ lives: spans.length, files: segments.length, frames, worstStepMs: Math.max(0, ...steps) },
    videoMs: segments.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    complaints: decoded.map(({ complaints }) => complaints).filter((words) => words !== ''),
    lostMs: spans.map(({ killedMs }, index) => killedMs - (perLife[index]?.at(-1)?.endMs ?? 0)),
    worstHoleMs: Math.max(0, ...holes),
    causes: gaps.map(({ cause }) => cause),
    quarantined: quarantine.count,
  };
}
