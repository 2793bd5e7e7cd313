import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { BenchResult, Row } from './bench.ts';

export interface Report {
  readonly measuredAt: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly system: string;
    readonly node: string;
    /** Programs that wanted a core while this began, one-minute average: far above 0 means that others were at work. */
    readonly loadAtStart: number;
  };
  readonly modelFile: string | null;
  readonly results: Record<string, BenchResult | { readonly failed: string }>;
}

export function describeMachine(): Report['machine'] {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()} ${release().split('-')[0]}`,
    node: process.version,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** One bench as a table for people. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.metric,
    `${short(row.value)} ${row.unit}`,
    row.against ? `${short(row.value / row.against.value)} x ${row.against.name} (${short(row.against.value)})` : '',
    row.target ? `${row.target.text}: ${row.target.met === null ? 'not measured' : row.target.met ? 'met' : 'MISSED'}` : '',
  ]);
  const lines = [['', 'measured', 'ratio', 'target'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()).join('\n');
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}
