import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import type { ChosenProvider } from './network.ts';

/**
 * Accelerators worth a try on this machine: known to this build of onnxruntime, with their library and a device in sight. Drivers are
 * loaded only where there is something to drive: they are the part of this program most likely to crash, and they are talkative.
 */
export function likelyAccelerators(): ChosenProvider[] {
  const known = new Map(listSupportedBackends().map(({ name, bundled }) => [name, bundled]));
  return (['cuda', 'coreml', 'dml', 'webgpu'] as const).filter((provider) => {
    const bundled = known.get(provider);
    if (bundled === undefined) return false;
    return (bundled || libraryIsInstalled(provider)) && (process.platform !== 'linux' || deviceIsThere(provider));
  });
}

/** Libraries that are installed on their own lie beside onnxruntime's. */
function libraryIsInstalled(provider: ChosenProvider): boolean {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
  const name = `onnxruntime_providers_${provider}`;
  return existsSync(join(folder, `lib${name}.so`)) || existsSync(join(folder, `${name}.dll`));
}

function deviceIsThere(provider: ChosenProvider): boolean {
  if (existsSync('/dev/nvidia0')) return true;
  return provider === 'webgpu' && list('/dev/dri').some((name) => name.startsWith('renderD'));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such folder: no such device.
    return [];
  }
}
