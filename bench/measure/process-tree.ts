import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of `utime` and `stime` a second: USER_HZ, 100 on every Linux this runs on. */
const ticksPerSecond = 100;
const bytesPerKb = 1024;

/** One process of a tree as /proc shows it. */
export interface ProcessUsage {
  readonly pid: number;
  readonly name: string;
  /** User and system time so far, its ended and awaited children included, seconds. */
  readonly cpuS: number;
}

export interface MemoryUsage {
  readonly rssBytes: number;
  /** Shared pages split among those who share them: adds up over processes. */
  readonly pssBytes: number;
}

/**
 * Every process of the tree under `rootPid`, itself included. Linux only.
 * @throws {Error} where there is no /proc.
 */
export function processTree(rootPid: number): ProcessUsage[] {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const family = new Set([rootPid]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
  }
  return stats.filter(({ pid }) => family.has(pid)).map(({ pid, name, ticks }) => ({ pid, name, cpuS: ticks / ticksPerSecond }));
}

/** CPU seconds of a whole tree so far. */
export function cpuSeconds(rootPid: number): number {
  return processTree(rootPid).reduce((sum, { cpuS }) => sum + cpuS, 0);
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly ticks: number;
}

/** @see proc(5); the name stands in brackets and may hold anything, so fields count from the last bracket. */
function readStat(pid: number): Stat | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (index: number) => Number(fields[index - 3]);
  return {
    pid,
    parent: field(4),
    name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
    ticks: field(14) + field(15) + field(16) + field(17),
  };
}

/** Zero for a process that has ended. */
export function memoryOf(pid: number): MemoryUsage {
  const text = read(`/proc/${pid}/smaps_rollup`) ?? '';
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return { rssBytes: kb('Rss') * bytesPerKb, pssBytes: kb('Pss') * bytesPerKb };
}

/** Null for a process that ended between listing and reading. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
