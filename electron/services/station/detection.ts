import { join } from 'node:path';
import type { InferenceHealth } from '../../../shared/schemas/model.ts';
import { AnalysisService } from '../analysis/analysis-service.ts';
import { InferenceClient } from '../inference/inference-client.ts';
import type { StartInferenceProcess } from '../inference/inference-process.ts';
import { ModelCatalogue } from '../inference/model-catalogue.ts';
import { createModelDownloads } from '../inference/model-downloads/create-model-downloads.ts';
import { DetectionSettingsService } from '../settings/detection-settings.ts';
import { createSettingsHandlers } from '../settings/settings-handlers.ts';
import type { Foundation } from './foundation.ts';
import { ModelUse } from './model-use.ts';
import type { Neighbours } from './neighbours.ts';

/** The detector, its models and settings, and what becomes of its word on a frame. */
export function createDetection(base: Foundation, near: Neighbours, startInference: StartInferenceProcess) {
  const { store, events, log, closers, config, files, hub, nowMs } = base;
  const detector: InferenceClient = closers.add(
    new InferenceClient({
      start: startInference,
      onSubmitted: (frame) => analysis.submitted(frame),
      onObservation: (message) => analysis.observed(message),
      onDropped: (cameraId, seq, reason) => analysis.refused(cameraId, seq, reason),
      onHealth: ({ state }) => stateIs(state),
      onPace: (cameraIds) => {
        for (const id of cameraIds) near.cameras().refresh(id);
        near.statusChanged();
      },
      log,
    }),
    (client) => client.close(),
  );
  let lastState = detector.health.state;
  const stateIs = (state: InferenceHealth['state']) => {
    if (state === lastState) return;
    lastState = state;
    near.cameras().refreshAll();
    near.statusChanged();
  };
  const analysis: AnalysisService = closers.add(
    new AnalysisService({
      detector,
      hub,
      onObservation: (observation) => events.emit('observation', observation),
      raise: (sighting) => {
        const raised = near.incidents().raise(sighting);
        const { capturedAtMs } = sighting.frame;
        near.recorder().onIncident(sighting.camera.id, capturedAtMs);
        raised
          .then((incident) => near.seen(incident, capturedAtMs))
          .catch((error: unknown) => log.warn({ err: error }, 'the evidence of an incident that goes on could not be made longer'));
        return raised;
      },
      metrics: near.metrics,
      log,
      nowMs,
    }),
    (service) => service.close(),
  );
  const modelsDir = join(config.dataDir, 'models');
  const catalogue = new ModelCatalogue({ bundledDir: files.modelsDir, localDir: modelsDir, environmentFile: config.modelFile });
  const inUse = () => detector.health.model?.file ?? null;
  const downloads = closers.add(
    createModelDownloads({
      modelsDir,
      inspect: (file) => detector.inspect(file),
      inUse,
      onChanged: (download) => events.emit('model-download', download),
      log,
      nowMs,
    }),
    (room) => room.close(),
  );
  const models = new ModelUse({ detector, resolve: (picked) => catalogue.resolve(picked), log });
  const settings = new DetectionSettingsService({ settings: store.settings, apply: (next) => models.apply(next) });
  return {
    analysis,
    models,
    isRunning: () => detector.health.state === 'running',
    handlers: {
      ...createSettingsHandlers(settings),
      ...downloads.handlers,
      'models.list': () => catalogue.list(inUse()),
      'models.inspect': ({ file }: { file: string }) => detector.inspect(file),
    },
    /** The model loads behind; until then the health says so. */
    start: async () => {
      detector.start();
      void models.applyAtStart(await settings.get());
    },
  };
}
