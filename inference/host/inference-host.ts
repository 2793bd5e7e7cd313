import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import { type FromInference, type InferenceConfig, type ToInference, toInferenceSchema } from '../../shared/inference/protocol.ts';
import type { CreateRecogniser } from '../behaviour/recogniser-port.ts';
import { inspectModel } from '../model/open-model.ts';
import { Analyser } from '../pipeline/analyser.ts';
import { HealthMeter } from './health-meter.ts';
import { logLine } from './host-log.ts';
import type { HostPort } from './host-port.ts';
import { ModelSwitch } from './model-switch.ts';

type FrameMessage = Extract<ToInference, { type: 'frame' }>;

const healthEveryMs = 1000;

/** Answers the station's messages. One per process. */
export class InferenceHost {
  readonly #port: HostPort;
  readonly #onStop: () => void;
  readonly #analyser: Analyser;
  readonly #models: ModelSwitch;
  readonly #meter = new HealthMeter();
  readonly #busy = new Set<string>();
  readonly #waiting = new Map<string, FrameMessage>();
  /** Models are opened one after the other. */
  #openingModels: Promise<void> = Promise.resolve();
  #healthTimer: NodeJS.Timeout | null = null;

  constructor(port: HostPort, createRecogniser: CreateRecogniser, onStop: () => void) {
    this.#port = port;
    this.#onStop = onStop;
    this.#analyser = new Analyser(createRecogniser);
    this.#models = new ModelSwitch(this.#analyser, (provider) => port.send({ type: 'trying', provider }));
  }

  start(): void {
    this.#port.onMessage((message) => this.#receive(message));
    this.#healthTimer = setInterval(() => this.#reportHealth(), healthEveryMs);
    this.#send({ type: 'ready', pid: process.pid });
  }

  async close(): Promise<void> {
    if (this.#healthTimer) clearInterval(this.#healthTimer);
    await this.#analyser.close();
  }

  #receive(raw: unknown): void {
    const parsed = toInferenceSchema.safeParse(raw);
    if (!parsed.success) {
      logLine('warn', 'a message was not understood', { problem: parsed.error.issues[0]?.message });
      return;
    }
    this.#handle(parsed.data);
  }

  #handle(message: ToInference): void {
    switch (message.type) {
      case 'frame':
        this.#take(message);
        return;
      case 'camera':
        this.#analyser.setCamera(message.plan);
        return;
      case 'forget':
        this.#analyser.forgetCamera(message.cameraId);
        return;
      case 'configure':
        this.#inTurn(() => this.#configure(message.requestId, message.config));
        return;
      case 'inspect':
        this.#inTurn(() => this.#inspect(message.requestId, message.modelFile));
        return;
      case 'stop':
        this.#onStop();
        return;
      default:
        assertNever(message);
    }
  }

  /** One frame a camera at a time; of those that come meanwhile only the latest is of interest. */
  #take(frame: FrameMessage): void {
    const { cameraId } = frame;
    if (this.#busy.has(cameraId)) {
      const older = this.#waiting.get(cameraId);
      if (older) this.#drop(older, 'a newer frame came');
      this.#waiting.set(cameraId, frame);
      return;
    }
    this.#busy.add(cameraId);
    void this.#analyse(frame).finally(() => {
      this.#busy.delete(cameraId);
      const next = this.#waiting.get(cameraId);
      this.#waiting.delete(cameraId);
      if (next) this.#take(next);
    });
  }

  async #analyse(frame: FrameMessage): Promise<void> {
    try {
      const analysis = await this.#analyser.analyse(frame);
      this.#meter.answered(analysis, performance.now());
      const { observation, detectedAtMs, candidates, vehiclesMoving } = analysis;
      this.#send({ type: 'observation', observation, detectedAtMs, incidents: candidates, vehiclesMoving });
    } catch (error) {
      this.#drop(frame, reasonOf(error));
    }
  }

  #drop({ cameraId, seq }: FrameMessage, reason: string): void {
    this.#meter.dropped++;
    this.#send({ type: 'dropped', cameraId, seq, reason: reason.slice(0, 300) });
  }

  async #configure(requestId: number, config: InferenceConfig): Promise<void> {
    try {
      const { info, warning } = await this.#models.configure(config);
      this.#send({ type: 'configured', requestId, result: { ok: true, value: info }, warning });
      this.#reportHealth();
      const provider = this.#analyser.detector?.model.network.provider;
      logLine('info', 'configured', { model: info?.name ?? null, provider, measuredMs: this.#analyser.detector?.model.measuredMs });
    } catch (error) {
      this.#send({ type: 'configured', requestId, result: { ok: false, reason: reasonOf(error) } });
      logUnexpected(error);
    }
  }

  async #inspect(requestId: number, modelFile: string): Promise<void> {
    try {
      this.#send({ type: 'inspected', requestId, result: { ok: true, value: await inspectModel(modelFile) } });
    } catch (error) {
      this.#send({ type: 'inspected', requestId, result: { ok: false, reason: reasonOf(error) } });
      logUnexpected(error);
    }
  }

  #inTurn(work: () => Promise<void>): void {
    this.#openingModels = this.#openingModels.then(work);
  }

  #reportHealth(): void {
    const model = this.#analyser.detector?.model;
    this.#send({
      type: 'health',
      health: {
        model: model?.info ?? null,
        provider: model?.network.provider ?? null,
        measuredMs: { ...model?.measuredMs },
        ...this.#meter.read(performance.now()),
      },
    });
  }

  #send(message: FromInference): void {
    void this.#port.send(message);
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().slice(0, 490) || 'no reason given';
}

/** A refused model is an answer; anything else is a bug that somebody must be able to find. */
function logUnexpected(error: unknown): void {
  if (!(error instanceof AppError)) logLine('error', 'unexpected failure', { stack: error instanceof Error ? error.stack : String(error) });
}
