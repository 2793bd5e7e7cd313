import type { FromInference } from '../../../shared/inference/protocol.ts';
import type { InferenceHealth } from '../../../shared/schemas/model.ts';
import type { NowMs } from '../clock.ts';

type Reported = Extract<FromInference, { type: 'health' }>['health'];

/** State of the inference process as the console shows it; tells every change. */
export class HealthRecord {
  readonly #nowMs: NowMs;
  readonly #onChange: (health: InferenceHealth) => void;
  #health: InferenceHealth;

  constructor(nowMs: NowMs, onChange: (health: InferenceHealth) => void) {
    this.#nowMs = nowMs;
    this.#onChange = onChange;
    this.#health = {
      state: 'starting',
      sinceMs: nowMs(),
      model: null,
      provider: null,
      problem: null,
      restarts: 0,
      pid: null,
      framesPerSecond: 0,
      networkMsP50: null,
      droppedFrames: 0,
      camerasBehind: 0,
      measuredMs: {},
    };
  }

  get value(): InferenceHealth {
    return this.#health;
  }

  update(change: Partial<InferenceHealth>): void {
    const entered = change.state !== undefined && change.state !== this.#health.state;
    this.#health = { ...this.#health, ...change, ...(entered ? { sinceMs: this.#nowMs() } : {}) };
    this.#onChange(this.#health);
  }

  /** The process's own figures; frames dropped are counted on this side, over restarts. */
  report({ framesPerSecond, networkMsP50, provider, measuredMs }: Reported): void {
    // Measured once, when the model was picked; after a restart only the winner is measured again.
    this.update({ framesPerSecond, networkMsP50, provider, measuredMs: { ...measuredMs, ...this.#health.measuredMs } });
  }

  restarting(): void {
    this.update({
      state: 'restarting',
      pid: null,
      framesPerSecond: 0,
      networkMsP50: null,
      camerasBehind: 0,
      restarts: this.#health.restarts + 1,
    });
  }

  /** Counted silently: the next report carries it. */
  dropped(): void {
    this.#health = { ...this.#health, droppedFrames: this.#health.droppedFrames + 1 };
  }
}
