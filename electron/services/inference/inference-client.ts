import { assertNever } from '../../../shared/assert-never.ts';
import type { AnalysisRates } from '../../../shared/domain/frame-credit.ts';
import { AppError } from '../../../shared/errors.ts';
import { type CameraPlan, type FromInference, fromInferenceSchema, type InferenceConfig } from '../../../shared/inference/protocol.ts';
import { executionProviderSchema, type InferenceHealth, type ModelInfo } from '../../../shared/schemas/model.ts';
import type { Frame } from '../cameras/frame.ts';
import type { NowMs } from '../clock.ts';
import { FrameSlot } from './frame-slot.ts';
import { HangWatch, hangLimits } from './hang-watch.ts';
import { HealthRecord } from './health-record.ts';
import type { InferenceProcess, StartInferenceProcess } from './inference-process.ts';
import { KeepingUp } from './keeping-up.ts';
import { ModelOpening } from './model-opening.ts';
import { PendingRequests } from './pending-requests.ts';
import { RestartSchedule } from './restart-schedule.ts';

export type ObservationMessage = Extract<FromInference, { type: 'observation' }>;
type ConfiguredMessage = Extract<FromInference, { type: 'configured' }>;
type InspectedMessage = Extract<FromInference, { type: 'inspected' }>;

export interface InferenceLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface InferenceClientOptions {
  readonly start: StartInferenceProcess;
  /** The frame was just handed to the process. */
  readonly onSubmitted: (frame: Frame) => void;
  readonly onObservation: (message: ObservationMessage) => void;
  /** Something of the health changed; also once a second while the process runs. */
  readonly onHealth: (health: InferenceHealth) => void;
  /** These cameras' pictures are no longer looked at as often as they are due, or are again. */
  readonly onPace?: (cameraIds: readonly string[]) => void;
  /** The process could not use a frame. */
  readonly onDropped?: (cameraId: string, seq: number, reason: string) => void;
  readonly log: InferenceLog;
  readonly nowMs?: NowMs;
}

interface Camera {
  plan: CameraPlan;
  readonly slot: FrameSlot;
}

/** What is being opened: asked for by a person, who waits for the answer, or put back after a restart. */
interface Opening {
  readonly config: InferenceConfig;
  readonly asked: { resolve: (info: ModelInfo | null) => void; reject: (error: AppError) => void } | null;
  requestId: number;
}

const nothingYet: InferenceConfig = { modelFile: null, provider: 'cpu', threads: 0, threshold: 0.35, thresholds: {} };

/**
 * Owns the inference process: starts it, keeps it configured, hands it frames, starts it again when it dies or hangs. While it is
 * away frames are let go and the health says so; nothing else in the station waits for it.
 */
export class InferenceClient {
  readonly #options: InferenceClientOptions;
  readonly #nowMs: NowMs;
  readonly #cameras = new Map<string, Camera>();
  readonly #health: HealthRecord;
  readonly #inspections = new PendingRequests<InspectedMessage>();
  readonly #models = new ModelOpening();
  readonly #restarts = new RestartSchedule();
  readonly #keepingUp = new KeepingUp();
  #process: InferenceProcess | null = null;
  #watch = new HangWatch(0);
  #phase: 'starting' | 'opening' | 'ready' = 'starting';
  #startedAtMs = 0;
  #accepted: InferenceConfig | null = null;
  /** Asked for, not sent yet. */
  #asked: Opening | null = null;
  /** Sent, not answered yet. */
  #opening: Opening | null = null;
  #openingSinceMs = 0;
  #lastRequestId = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #restartTimer: NodeJS.Timeout | null = null;
  #checkTimer: NodeJS.Timeout | null = null;
  #closed: Promise<void> | null = null;

  constructor(options: InferenceClientOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#health = new HealthRecord(this.#nowMs, options.onHealth);
  }

  get health(): InferenceHealth {
    return this.#health.value;
  }

  /** Starts the process. Frames go to it once it is configured. */
  start(): void {
    if (this.#process !== null || this.#closed !== null) return;
    this.#checkTimer ??= setInterval(() => this.#check(), hangLimits.checkEveryMs);
    this.#phase = 'starting';
    this.#startedAtMs = this.#nowMs();
    this.#watch = new HangWatch(this.#startedAtMs);
    const process = this.#options.start();
    this.#process = process;
    process.onMessage((raw) => {
      if (this.#process === process) this.#receive(raw);
    });
    process.onExit((reason) => {
      if (this.#process === process) this.#ended(reason);
    });
  }

  /**
   * Puts a configuration into use and keeps it over restarts. Calls take turns.
   * @returns the model in use, null = motion only.
   * @throws {AppError} `model_refused` with the reason; the configuration before stays in use.
   */
  configure(config: InferenceConfig): Promise<ModelInfo | null> {
    const done = this.#turn.then(
      () =>
        new Promise<ModelInfo | null>((resolve, reject) => {
          if (this.#closed) throw new AppError('unavailable', 'the station is closing');
          this.#models.renew();
          this.#asked = { config, asked: { resolve, reject }, requestId: 0 };
          if (this.#phase === 'ready') this.#open();
          else if (this.#restartTimer) this.#startNow();
        }),
    );
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /**
   * Describes a model file without using it.
   * @throws {AppError} `model_refused` with the reason; `unavailable` while the process is away.
   */
  async inspect(file: string): Promise<ModelInfo> {
    if (this.#process === null || this.#phase === 'starting') throw new AppError('unavailable', 'the inference process is not running');
    const requestId = ++this.#lastRequestId;
    this.#process.send({ type: 'inspect', requestId, modelFile: file });
    const { result } = await this.#inspections.add(requestId, this.#nowMs());
    if (!result.ok) throw new AppError('model_refused', result.reason);
    return result.value;
  }

  setCamera(plan: CameraPlan, rates: AnalysisRates): void {
    const known = this.#cameras.get(plan.cameraId);
    if (known) {
      known.plan = plan;
      known.slot.rates = rates;
    } else {
      this.#cameras.set(plan.cameraId, { plan, slot: new FrameSlot(rates) });
    }
    if (this.#phase === 'ready') this.#process?.send({ type: 'camera', plan });
  }

  forgetCamera(cameraId: string): void {
    this.#keepingUp.forget(cameraId);
    if (this.#cameras.delete(cameraId) && this.#phase === 'ready') this.#process?.send({ type: 'forget', cameraId });
  }

  /** Takes a camera's new frame: hands it over, lets it wait for the one before, or lets it go. Never blocks. */
  offer(frame: Frame): void {
    if (this.#phase !== 'ready') return;
    const nowMs = this.#nowMs();
    const verdict = this.#cameras.get(frame.cameraId)?.slot.offer(frame, nowMs) ?? 'skip';
    if (verdict !== 'skip') this.#keepingUp.due(frame.cameraId, verdict === 'replace', nowMs);
    if (verdict === 'send') this.#submit(frame);
    else if (verdict === 'replace') this.#health.dropped();
  }

  /** True while far fewer of a camera's pictures are looked at than are due. */
  isBehind(cameraId: string): boolean {
    return this.#keepingUp.isBehind(cameraId);
  }

  /** Ends the process and everything that waits for it. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#checkTimer) clearInterval(this.#checkTimer);
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    const process = this.#process;
    this.#process = null;
    this.#phase = 'starting';
    this.#fail(new AppError('unavailable', 'the station is closing'));
    if (process) await endProcess(process);
    this.#health.update({ state: 'stopped', pid: null });
  }

  #receive(raw: unknown): void {
    const parsed = fromInferenceSchema.safeParse(raw);
    if (!parsed.success) {
      this.#options.log.warn({ problem: parsed.error.issues[0]?.message }, 'a message of the inference process was not understood');
      return;
    }
    this.#watch.heard(this.#nowMs());
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.#health.update({ pid: message.pid });
        this.#phase = 'opening';
        this.#open();
        return;
      case 'trying':
        this.#models.trying(message.provider);
        return;
      case 'configured':
        this.#configured(message);
        return;
      case 'inspected':
        this.#inspections.answer(message.requestId, message);
        return;
      case 'observation':
        this.#cameras.get(message.observation.cameraId)?.slot.noteVehicles(message.vehiclesMoving);
        this.#answered(message.observation.cameraId, message.observation.seq);
        this.#options.onObservation(message);
        return;
      case 'dropped':
        this.#answered(message.cameraId, message.seq);
        this.#health.dropped();
        this.#options.onDropped?.(message.cameraId, message.seq, message.reason);
        return;
      case 'health':
        this.#judgePace();
        this.#health.report(message.health);
        return;
      default:
        assertNever(message);
    }
  }

  #judgePace(): void {
    const changed = this.#keepingUp.changes(this.#nowMs());
    if (changed.length === 0) return;
    this.#health.update({ camerasBehind: this.#keepingUp.behind });
    this.#options.onPace?.(changed);
  }

  /** Sends what is to be opened: what a person asked for, otherwise what was in use before. */
  #open(): void {
    const opening = this.#asked ?? { config: this.#inUse(), asked: null, requestId: 0 };
    this.#asked = null;
    this.#opening = opening;
    opening.requestId = ++this.#lastRequestId;
    this.#openingSinceMs = this.#nowMs();
    this.#process?.send({ type: 'configure', requestId: opening.requestId, config: this.#models.prepared(opening.config) });
  }

  /** What was in use, with the provider that was measured to be best: a process that comes back has no time to measure again. */
  #inUse(): InferenceConfig {
    const config = this.#accepted ?? nothingYet;
    const known = executionProviderSchema.safeParse(this.#health.value.provider);
    return config.provider === 'auto' && known.success ? { ...config, provider: known.data } : config;
  }

  #configured({ requestId, result, warning }: ConfiguredMessage): void {
    const opening = this.#opening;
    if (opening === null || opening.requestId !== requestId) return;
    this.#opening = null;
    const fresh = this.#phase === 'opening';
    if (result.ok) {
      if (!this.#models.givenUp) {
        if (opening.asked) {
          this.#accepted = opening.config;
          this.#health.update({ measuredMs: {} });
        }
        this.#models.succeeded();
        this.#health.update({ problem: warning ?? null });
      }
      this.#goOn(result.value);
      opening.asked?.resolve(result.value);
      return;
    }
    this.#options.log.warn({ reason: result.reason }, 'a model was refused');
    opening.asked?.reject(new AppError('model_refused', result.reason));
    if (opening.asked === null || this.#accepted === null) this.#health.update({ problem: result.reason });
    // A fresh process has nothing in use yet; the one asked for is out, so the one before is put back.
    if (fresh && opening.asked && this.#accepted !== null) this.#open();
    else if (fresh) this.#goOn(null);
  }

  #goOn(model: ModelInfo | null): void {
    if (this.#phase !== 'ready') {
      this.#phase = 'ready';
      for (const { plan, slot } of this.#cameras.values()) {
        slot.reset();
        this.#process?.send({ type: 'camera', plan });
      }
    }
    this.#health.update({ state: model === null ? 'motion_only' : 'running', model });
    // Asked for while the process was busy coming up.
    if (this.#asked !== null) this.#open();
  }

  #answered(cameraId: string, seq: number): void {
    const next = this.#cameras.get(cameraId)?.slot.answered(seq, this.#nowMs());
    if (next) this.#submit(next);
  }

  #submit(frame: Frame): void {
    const { cameraId, seq, capturedAtMs, jpeg } = frame;
    this.#options.onSubmitted(frame);
    this.#process?.send({ type: 'frame', cameraId, seq, capturedAtMs, jpeg });
  }

  #check(): void {
    const nowMs = this.#nowMs();
    // A slow network may keep a frame waiting for the others' runs; only what goes beyond is a hang.
    const usualMs = 4 * (this.#health.value.networkMsP50 ?? 0);
    const frameMs = Math.max(0, ...Array.from(this.#cameras.values(), ({ slot }) => slot.waitedMs(nowMs) - usualMs));
    const sentMs = this.#opening === null ? 0 : nowMs - this.#openingSinceMs;
    const requestMs = Math.max(sentMs, this.#inspections.oldestMs(nowMs));
    const reason = this.#process && this.#watch.verdict(nowMs, { phase: this.#phase, requestMs, frameMs });
    if (!reason) return;
    this.#options.log.warn({ reason }, 'the inference process is ended');
    this.#process?.kill();
  }

  #ended(reason: string): void {
    this.#process = null;
    this.#phase = 'starting';
    for (const { slot } of this.#cameras.values()) slot.reset();
    this.#keepingUp.reset();
    this.#inspections.rejectAll(new AppError('model_refused', 'the inference process died while it opened the model'));
    this.#blame();
    const waitMs = this.#restarts.next(this.#nowMs() - this.#startedAtMs);
    this.#options.log.warn({ reason, waitMs }, 'the inference process is gone');
    this.#health.restarting();
    this.#restartTimer = setTimeout(() => this.#startNow(), waitMs);
  }

  #startNow(): void {
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    this.#restartTimer = null;
    this.start();
  }

  /** Finds out what it died of when it died opening a model, so that it does not die of it for ever. */
  #blame(): void {
    const opening = this.#opening;
    this.#opening = null;
    if (opening === null) return;
    const provider = this.#models.died();
    if (provider !== null) {
      if (opening.asked) this.#asked = opening;
      this.#options.log.warn({ provider }, 'the provider is left out from now on');
      return;
    }
    if (opening.asked) {
      opening.asked.reject(new AppError('model_refused', 'the inference process died while it opened the model'));
      this.#models.renew();
    } else if (this.#models.givenUp) {
      this.#health.update({ problem: 'the inference process dies of this model; motion is watched without it' });
    }
  }

  #fail(error: AppError): void {
    this.#inspections.rejectAll(error);
    for (const opening of [this.#opening, this.#asked]) opening?.asked?.reject(error);
    this.#opening = null;
    this.#asked = null;
  }
}

/** Asks it to end, and ends it when it does not. */
function endProcess(process: InferenceProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => process.kill(), 2000);
    process.onExit(() => {
      clearTimeout(timer);
      resolve();
    });
    process.send({ type: 'stop' });
  });
}
