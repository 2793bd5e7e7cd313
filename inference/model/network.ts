import * as ort from 'onnxruntime-node';
import { joinLevels } from './output-levels.ts';
import type { ExecutionProvider } from '../../shared/schemas/model.ts';

// The process has its own log; what matters of onnxruntime's reaches it as thrown errors.
ort.env.logLevel = 'error';

/** An execution provider that was chosen, so never `auto`. */
export type ChosenProvider = Exclude<ExecutionProvider, 'auto'>;

/** Result of one run. */
export interface NetworkOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** One input or output as the graph declares it; a dynamic dimension is its name. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A loaded graph. onnxruntime runs on the calling thread: `run` blocks this process until the network is done. */
export class Network {
  readonly provider: ChosenProvider;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession, provider: ChosenProvider) {
    this.#session = session;
    this.provider = provider;
    this.inputs = session.inputMetadata.map(tensorInfo);
    this.outputs = session.outputMetadata.map(tensorInfo);
  }

  /** @throws {Error} with onnxruntime's words when the graph or the provider cannot be used. */
  static async load(bytes: Uint8Array, provider: ChosenProvider, threads: number): Promise<Network> {
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      // DirectML accepts neither memory patterns nor parallel execution.
      enableMemPattern: provider !== 'dml',
      executionMode: 'sequential',
      // Idle worker threads otherwise spin between runs: at 5 fps that is three quarters of the processor time measured.
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
    return new Network(session, provider);
  }

  /**
   * @param data float32, `dims` long
   * @param outputs one name, or several whose tensors are joined to one, see `joinLevels`
   * @returns owned by the caller until the next run.
   */
  async run(data: Float32Array, dims: readonly number[], outputs: readonly string[]): Promise<NetworkOutput> {
    const input = this.inputs[0];
    if (!input) throw new Error('the graph has no input');
    const results = await this.#session.run({ [input.name]: new ort.Tensor('float32', data, dims) }, outputs);
    const tensors = outputs.map((output): NetworkOutput => {
      const tensor = results[output];
      if (!tensor || !(tensor.data instanceof Float32Array)) throw new Error(`the output ${output} is not float32`);
      return { data: tensor.data, dims: tensor.dims };
    });
    const [only] = tensors;
    return only && tensors.length === 1 ? only : joinLevels(tensors);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function tensorInfo(meta: ort.InferenceSession.ValueMetadata): TensorInfo {
  return meta.isTensor ? { name: meta.name, type: meta.type, shape: meta.shape } : { name: meta.name, type: 'no tensor', shape: [] };
}
