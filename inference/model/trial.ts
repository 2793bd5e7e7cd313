import type { InputPlan } from './describe-model.ts';
import type { Network, NetworkOutput } from './network.ts';

/** Runs a network on noise to see what it answers and how long that takes. */
export class Trial {
  readonly #plan: InputPlan;
  readonly #outputNames: readonly string[];
  readonly #noise: Float32Array;
  /** Input of the last batch size, kept for its next runs. */
  #batch = new Float32Array();

  constructor(plan: InputPlan, outputNames: readonly string[]) {
    this.#plan = plan;
    this.#outputNames = outputNames;
    this.#noise = noise(3 * plan.width * plan.height);
  }

  /** One run with `batch` copies of the same noise. */
  async run(network: Network, batch = this.#plan.fixedBatch ?? 1): Promise<NetworkOutput> {
    if (this.#batch.length !== batch * this.#noise.length) {
      this.#batch = new Float32Array(batch * this.#noise.length);
      for (let item = 0; item < batch; item++) this.#batch.set(this.#noise, item * this.#noise.length);
    }
    return network.run(this.#batch, [batch, 3, this.#plan.height, this.#plan.width], this.#outputNames);
  }

  /**
   * Median time of `rounds` runs after one to warm up, milliseconds, and a copy of the last output.
   * @param rounds odd; one is enough where nothing is decided by it
   */
  async measure(network: Network, rounds: number): Promise<{ ms: number; output: Float32Array }> {
    let { data } = await this.run(network);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      ({ data } = await this.run(network));
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    return { ms: Math.round((times[(rounds - 1) / 2] ?? 0) * 100) / 100, output: data.slice() };
  }

  /**
   * Finds how many pictures to give to one run: doubled as long as that saves 3 % of the time a picture takes. Larger batches are
   * not tried for nothing, because the memory they needed is kept by onnxruntime.
   * @param oneMs a run with one picture
   * @returns 1 when the graph only claims to take more.
   */
  async bestBatch(network: Network, oneMs: number): Promise<number> {
    if (this.#plan.fixedBatch !== null) return this.#plan.fixedBatch;
    let best = { batch: 1, msEach: oneMs };
    for (const batch of [2, 4, 8]) {
      const msEach = await this.#msEach(network, batch).catch(() => Number.POSITIVE_INFINITY);
      if (msEach > best.msEach * 0.97) break;
      best = { batch, msEach };
      // More would hold up every camera of the batch for longer than a frame lasts.
      if (msEach * batch > 75) break;
    }
    return best.batch;
  }

  /** The better of two runs after one to warm up. */
  async #msEach(network: Network, batch: number): Promise<number> {
    await this.run(network, batch);
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 2; round++) {
      const startedAt = performance.now();
      const { dims } = await this.run(network, batch);
      if (dims[0] !== batch) throw new Error('the output ignores the batch');
      least = Math.min(least, performance.now() - startedAt);
    }
    return least / batch;
  }
}

/** Repeatable noise in 0..1, which also suits networks that take 0..255: they see a dark picture. */
function noise(length: number): Float32Array {
  let state = 12_345;
  const values = new Float32Array(length);
  for (let at = 0; at < length; at++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    values[at] = state / 0x7fff_ffff;
  }
  return values;
}
