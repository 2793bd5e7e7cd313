import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AlertMessage, alertMessageSchema, type Incident } from '../shared/schemas/incident.ts';
import { atMost, type Bench } from './bench.ts';
import { percentile } from './measure/summary.ts';
import { nowMs } from './stamped-camera.ts';
import { startStation } from './station.ts';

const watchS = 200;
/** Kept between runs: the scenes are drawn once, which takes a core for minutes and is no part of an alert's cost. */
const dataDir = join(import.meta.dirname, '..', 'out', 'bench', 'demo-station');

/** From the moment the recogniser decided to the alert at a client, on the demo scene's accidents. */
export const alertBench: Bench = {
  name: 'alert',
  about: 'accident decided to `receive-message` at a Socket.IO client, with the incident stored in between (demo scene)',
  async run(context) {
    mkdirSync(dataDir, { recursive: true });
    const station = await startStation(context, ['--demo'], dataDir);
    const socket = station.socket();
    const wereDrawn = areDrawn();
    try {
      const alerts: { alert: AlertMessage; atMs: number }[] = [];
      socket.on('receive-message', (raw: unknown) => alerts.push({ alert: alertMessageSchema.parse(raw), atMs: nowMs() }));
      await pause(watchS * 1000);
      const afterDetection = alerts.map(({ alert, atMs }) => atMs - alert.detectedAtMs);
      const incidents = await Promise.all(
        alerts.map(async ({ alert }) => (await station.api<Incident>('GET', `/api/incidents/${alert.id}`)).body),
      );
      const afterFrame = incidents.map(({ timing }, index) => (alerts[index]?.atMs ?? Number.NaN) - timing.frameAtMs);
      const storing = incidents.map(({ timing }) => timing.storedAtMs - timing.detectedAtMs);
      const worst = percentile(afterDetection, 1);
      return {
        rows: [
          { metric: 'alerts', value: alerts.length, unit: `in ${watchS} s` },
          { metric: 'decided to client, p50', value: percentile(afterDetection, 0.5), unit: 'ms' },
          { metric: 'decided to client, worst', value: worst, unit: 'ms', target: atMost(worst, 100, 'ms') },
          { metric: 'decided to stored, worst', value: percentile(storing, 1), unit: 'ms' },
          { metric: 'deciding frame to client, worst', value: percentile(afterFrame, 1), unit: 'ms' },
        ],
        notes: [
          ...(wereDrawn ? [] : ['the scenes were drawn meanwhile, which takes a core for minutes: run it once more']),
          ...(alerts.length === 0 ? ['no accident was recognised, so nothing was measured'] : []),
        ],
      };
    } finally {
      socket.close();
      await station.stop();
    }
  },
};

/** Every scene has its index on disk, which is written last. */
function areDrawn(): boolean {
  const folder = join(dataDir, 'demo');
  return existsSync(folder) && readdirSync(folder).filter((name) => name.endsWith('.json')).length >= 4;
}
