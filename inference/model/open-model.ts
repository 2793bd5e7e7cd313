import type { ModelInfo } from '../../shared/schemas/model.ts';
import type { OutputDecoder } from '../detectors/output-decoder.ts';
import { type ProviderRequest, chooseProvider } from './choose-provider.ts';
import { boxesOutputs, describeModel, planInput } from './describe-model.ts';
import { readCheckedModel } from './model-bytes.ts';
import { readModelEntry } from './model-entry.ts';
import { Network } from './network.ts';
import { refusal } from './refusal.ts';
import { threadCount } from './thread-count.ts';
import { Trial } from './trial.ts';

/** A model that is understood and ready to run. Whoever opened it releases `network`. */
export interface OpenModel {
  readonly info: ModelInfo;
  readonly decoder: OutputDecoder;
  readonly network: Pick<Network, 'provider' | 'run' | 'release'>;
  /** One output, or the levels that are joined to one. */
  readonly outputNames: readonly string[];
  /** Pictures a run is given: exactly this many when the graph's batch is fixed, otherwise at most. */
  readonly batch: number;
  readonly measuredMs: Readonly<Record<string, number>>;
  readonly warning: string | null;
}

/**
 * Opens a model file, checks it and finds the best way to run it.
 * @throws {AppError} `model_refused` with the file's name and the reason.
 */
export async function openModel(file: string, request: ProviderRequest): Promise<OpenModel> {
  const threads = threadCount(request.threads);
  const { bytes, cpu, trial, outputNames, info, decoder } = await understand(file, threads);
  const { network, measuredMs, warning } = await chooseProvider(cpu, bytes, trial, { ...request, threads });
  const batch = await trial.bestBatch(network, measuredMs[network.provider] ?? 0);
  return { info, decoder, network, outputNames, batch, measuredMs, warning };
}

/**
 * Describes a model without keeping it open.
 * @throws {AppError} `model_refused`
 */
export async function inspectModel(file: string): Promise<ModelInfo> {
  const { cpu, info } = await understand(file, 1);
  await cpu.release();
  return info;
}

async function understand(file: string, threads: number) {
  const entry = await readModelEntry(file);
  const { bytes, contents } = await readCheckedModel(file, entry.sha256);
  const cpu = await load(file, bytes, threads);
  try {
    const plan = planInput(file, cpu, entry, contents);
    const outputNames = boxesOutputs(file, cpu);
    const trial = new Trial(plan, outputNames);
    const output = await trial.run(cpu).catch((error: unknown) => {
      throw refusal(file, `it fails when it is run: ${message(error)}`, error);
    });
    if (!output.data.every(Number.isFinite)) throw refusal(file, 'its output holds values that are no numbers');
    return { bytes, cpu, trial, outputNames, ...describeModel(file, plan, output, { levels: outputNames.length > 1, entry, contents }) };
  } catch (error) {
    await cpu.release();
    throw error;
  }
}

async function load(file: string, bytes: Uint8Array, threads: number): Promise<Network> {
  try {
    return await Network.load(bytes, 'cpu', threads);
  } catch (error) {
    throw refusal(file, `onnxruntime cannot load it: ${message(error)}`, error);
  }
}

function message(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().slice(0, 240);
}
