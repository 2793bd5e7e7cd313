import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Threads for the network: what is asked for, or physical cores up to four, one of them left free on machines with more than two.
 * @param asked 0 = choose
 */
export function threadCount(asked: number, cores = physicalCores()): number {
  if (asked > 0) return asked;
  return Math.max(1, Math.min(4, cores > 2 ? cores - 1 : cores));
}

/** Hyper-threads share the arithmetic units a network saturates, so they do not count. */
function physicalCores(): number {
  const logical = availableParallelism();
  if (process.arch === 'arm64' || logical <= 2) return logical;
  return Math.min(logical, linuxCores() ?? Math.ceil(logical / 2));
}

function linuxCores(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const cores = readFileSync('/proc/cpuinfo', 'utf8').matchAll(/^physical id\s*: (\d+)[\s\S]*?^core id\s*: (\d+)/gm);
    const distinct = new Set(Array.from(cores, ([, socket, core]) => `${socket}/${core}`));
    return distinct.size > 0 ? distinct.size : null;
  } catch {
    // Not there in some containers; the estimate from logical processors serves.
    return null;
  }
}
