import type { ExecutionProvider } from '../../shared/schemas/model.ts';
import { likelyAccelerators } from './accelerators.ts';
import { type ChosenProvider, Network } from './network.ts';
import type { Trial } from './trial.ts';

export interface ProviderRequest {
  readonly provider: ExecutionProvider;
  readonly threads: number;
  /** Accelerators that took the process down before. */
  readonly avoid: readonly ExecutionProvider[];
  /** Awaited before code of a driver runs, so that whoever watches knows what was being tried if it never returns. */
  readonly onTrying?: (provider: ChosenProvider) => Promise<void>;
}

export interface ProviderChoice {
  readonly network: Network;
  /** Median milliseconds of one run, for each provider that was measured. */
  readonly measuredMs: Record<string, number>;
  /** Why the provider asked for is not the one in use; null when it is. */
  readonly warning: string | null;
}

/**
 * Picks where the network runs. `auto` measures the processor and every accelerator that loads and agrees with it, and keeps the
 * fastest; a provider asked for by name is used when it works, otherwise the processor is, with a warning.
 * @param cpu the network on the processor, released when something else wins
 * @param bytes the same model
 */
export async function chooseProvider(cpu: Network, bytes: Uint8Array, trial: Trial, request: ProviderRequest): Promise<ProviderChoice> {
  // Only a choice needs a measurement; a process that comes back after a crash has none to make.
  const rounds = request.provider === 'auto' ? 5 : 1;
  const reference = await trial.measure(cpu, rounds);
  const measuredMs: Record<string, number> = { cpu: reference.ms };
  let best = { network: cpu, ms: reference.ms };
  let warning: string | null = null;
  for (const provider of accelerators(request.provider)) {
    if (request.avoid.includes(provider)) {
      warning = `${provider} is left out: the process died while it was tried`;
      continue;
    }
    await request.onTrying?.(provider);
    const tried = await tryProvider(bytes, provider, trial, reference.output, { threads: request.threads, rounds });
    if (typeof tried === 'string') {
      warning = `${provider} cannot be used: ${tried}`;
      continue;
    }
    measuredMs[provider] = tried.ms;
    const wins = request.provider !== 'auto' || tried.ms < best.ms;
    await (wins ? best.network : tried.network).release();
    if (wins) best = tried;
  }
  const asked = request.provider;
  return { network: best.network, measuredMs, warning: asked === 'auto' || asked === best.network.provider ? null : warning };
}

function accelerators(asked: ExecutionProvider): ChosenProvider[] {
  if (asked === 'cpu') return [];
  return asked === 'auto' ? likelyAccelerators() : [asked];
}

/** @returns the measured network, or the reason why it cannot be used. */
async function tryProvider(
  bytes: Uint8Array,
  provider: ChosenProvider,
  trial: Trial,
  reference: Float32Array,
  { threads, rounds }: { threads: number; rounds: number },
) {
  let network: Network | null = null;
  try {
    network = await Network.load(bytes, provider, threads);
    const { ms, output } = await trial.measure(network, rounds);
    if (!agrees(output, reference)) throw new Error('its results differ from those of the processor');
    return { network, ms };
  } catch (error) {
    await network?.release();
    return firstLine(error);
  }
}

/** Half-precision arithmetic differs a little; a broken driver differs a lot. */
function agrees(output: Float32Array, reference: Float32Array): boolean {
  if (output.length !== reference.length) return false;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < output.length; i++) {
    difference += Math.abs((output[i] as number) - (reference[i] as number));
    size += Math.abs(reference[i] as number);
  }
  return difference <= size * 0.03;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split('\n').at(-1) ?? text).slice(0, 200);
}
