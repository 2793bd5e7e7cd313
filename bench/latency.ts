import { setTimeout as pause } from 'node:timers/promises';
import { type Observation, observationSchema } from '../shared/schemas/observation.ts';
import { atMost, type Bench } from './bench.ts';
import { percentile } from './measure/summary.ts';
import { movingPictures } from './scenes.ts';
import { nowMs, startStampedCamera } from './stamped-camera.ts';
import { addLiveCamera, startStation } from './station.ts';

const settleS = 8;
const measureS = 40;

/** From a frame's last byte to what the detector saw in it, at a client. */
export const latencyBench: Bench = {
  name: 'latency',
  about: 'frame received by the station to `observation` at a Socket.IO client, one camera at 5 fps with something moving',
  async run(context) {
    const camera = await startStampedCamera(await movingPictures(40), 5);
    const station = await startStation(context);
    const socket = station.socket();
    try {
      await addLiveCamera(station, { url: camera.url });
      await pause(settleS * 1000);
      const seen: { observation: Observation; latencyMs: number }[] = [];
      socket.on('observation', (raw: unknown) => {
        const observation = observationSchema.parse(raw);
        seen.push({ observation, latencyMs: nowMs() - observation.capturedAtMs });
      });
      await pause(measureS * 1000);
      const detected = seen.filter(({ observation }) => observation.mode === (context.modelFile === null ? 'motion_only' : 'detected'));
      const latency = detected.map(({ latencyMs }) => latencyMs);
      const network = detected.map(({ observation }) => observation.tookMs.network);
      const total = detected.map(({ observation }) => observation.tookMs.total);
      const floor = { name: "the network's own time", value: percentile(network, 0.95) };
      const p95 = percentile(latency, 0.95);
      return {
        rows: [
          {
            metric: 'frame to observation p50',
            value: percentile(latency, 0.5),
            unit: 'ms',
            against: { ...floor, value: percentile(network, 0.5) },
          },
          { metric: 'frame to observation p95', value: p95, unit: 'ms', against: floor, target: atMost(p95, 1.5 * floor.value + 30, 'ms') },
          { metric: 'in the inference process p95', value: percentile(total, 0.95), unit: 'ms', against: floor },
          { metric: 'observations', value: seen.length / measureS, unit: 'a second' },
        ],
        notes: [
          `${detected.length} of ${seen.length} observations had the network run; the target is 1.5 x the network's p95 + 30 ms`,
          'the capture time is the station clock in whole milliseconds: up to 1 ms is its rounding',
        ],
      };
    } finally {
      socket.close();
      await station.dispose();
      await camera.close();
    }
  },
};
