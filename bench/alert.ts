import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AlertMessage, alertMessageSchema, type Incident } from '../shared/schemas/incident.ts';
import { atMost, type Bench } from './bench.ts';
import { percentile } from './measure/summary.ts';
import { nowMs } from './stamped-camera.ts';
import { addLiveCamera, startStation, until } from './station.ts';

const watchS = 130;
const cameras = 6;
const scenes = ['demo:collision', 'demo:rear-end'];
/** Between the starts of two cameras, so that their accidents do not fall together. */
const staggerS = 5;

/** From the moment the recogniser decided to the alert at a client, on the demo scene's accidents. */
export const alertBench: Bench = {
  name: 'alert',
  about: `accident decided to \`receive-message\` at a Socket.IO client, with the incident stored in between (${cameras} cameras on the demo scene)`,
  async run(context) {
    const station = await startStation(context, ['--demo']);
    const socket = station.socket();
    try {
      for (const calm of ['demo-traffic', 'demo-car-park']) await station.api('DELETE', `/api/cameras/${calm}`);
      context.say('drawing the demo scenes');
      await until(async () => isDrawn(station.dataDir), 400_000);
      for (let count = 2; count < cameras; count += 1) {
        await pause(staggerS * 1000);
        await addLiveCamera(station, { url: scenes[count % scenes.length] ?? '' });
      }
      context.say(`watching for ${watchS} s`);
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
        notes: alerts.length === 0 ? ['no accident was recognised, so nothing was measured'] : [],
      };
    } finally {
      socket.close();
      await station.dispose();
    }
  },
};

/** The scene is on disk, whole: drawing takes a core and is done once, so it is no part of an alert's cost. */
const isDrawn = (dataDir: string) => !readdirSync(join(dataDir, 'demo')).some((name) => name.endsWith('.part'));
