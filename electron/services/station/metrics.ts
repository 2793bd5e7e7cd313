import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The event loop's lag is found by a timer of its own; at the usual 10 ms that alone is a third of what an idle station costs. */
const loopLookEveryMs = 200;

export type StationMetrics = ReturnType<typeof createMetrics>;

/** Prometheus metrics of the station; names follow Prometheus' conventions (base units, `_total` for counters). */
export function createMetrics(readings: {
  camerasLive: () => number;
  cameras: () => number;
  viewers: () => number;
  inferenceRunning: () => boolean;
  camerasBehind: () => number;
}) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopLookEveryMs });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('sentra_cameras', 'Cameras configured', readings.cameras);
  gauge('sentra_cameras_live', 'Cameras delivering pictures', readings.camerasLive);
  gauge('sentra_consoles', 'Consoles signed in over a socket', readings.viewers);
  gauge('sentra_inference_up', '1 while the detector runs', () => (readings.inferenceRunning() ? 1 : 0));
  gauge('sentra_cameras_behind', 'Cameras of which far fewer pictures are analysed than are due', readings.camerasBehind);
  return {
    registry,
    observations: new Counter({ name: 'sentra_observations_total', help: 'Frames analysed', labelNames: ['mode'], registers: [registry] }),
    droppedFrames: new Counter({
      name: 'sentra_frames_refused_total',
      help: 'Frames the inference process could not use',
      registers: [registry],
    }),
    incidents: new Counter({
      name: 'sentra_incident_candidates_total',
      help: 'Incidents the recogniser decided',
      labelNames: ['kind'],
      registers: [registry],
    }),
    analysisSeconds: new Histogram({
      name: 'sentra_analysis_seconds',
      help: 'Frame captured to observation received',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    }),
    alertSeconds: new Histogram({
      name: 'sentra_alert_seconds',
      help: 'Incident decided to alert handed to the consoles',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
  };
}
