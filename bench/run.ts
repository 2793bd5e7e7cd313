import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { modelManifestSchema } from '../shared/schemas/model.ts';
import { alertBench } from './alert.ts';
import { alertDeliveryBench } from './alert-delivery.ts';
import type { Bench, BenchContext } from './bench.ts';
import { detectionBench } from './detection.ts';
import { gateBench } from './gate.ts';
import { inStepBench } from './in-step.ts';
import { latencyBench } from './latency.ts';
import { liveVideoBench } from './live-video.ts';
import { memoryBench } from './memory.ts';
import { describeMachine, type Report, table } from './report.ts';
import { recordingBench } from './recording.ts';
import { seekBench } from './seek.ts';
import { timelineBench } from './timeline.ts';
import { viewersBench } from './viewers.ts';

/** `npm run bench [-- names] [--minutes N | --hour] [--model FILE] [--out FILE]`: measures on the real station and says how it stands against floors and peers. */
const benches: readonly Bench[] = [
  detectionBench,
  latencyBench,
  alertBench,
  alertDeliveryBench,
  viewersBench,
  liveVideoBench,
  gateBench,
  memoryBench,
  recordingBench,
  timelineBench,
  seekBench,
  inStepBench,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hour: { type: 'boolean' },
    minutes: { type: 'string' },
    model: { type: 'string' },
    out: { type: 'string' },
    list: { type: 'boolean' },
  },
});
const chosen = positionals.length === 0 ? benches : positionals.map(named);
if (values.list) for (const { name, about } of benches) console.log(`${name.padEnd(15)} ${about}`);
else await measure();

async function measure(): Promise<void> {
  const context: BenchContext = {
    modelFile: findModel(),
    memoryMinutes: values.hour ? 60 : Number(values.minutes ?? 2),
    say: (line) => process.stderr.write(`  ... ${line}\n`),
  };
  const report: Report = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    modelFile: shownName(context.modelFile),
    results: {},
  };
  const { machine } = report;
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}, load ${machine.loadAtStart}; model ${report.modelFile ?? 'none'}`,
  );
  for (const bench of chosen) {
    console.log(`\n${bench.name}: ${bench.about}`);
    try {
      const result = await bench.run(context);
      report.results[bench.name] = result;
      console.log(table(result.rows));
      for (const note of result.notes) console.log(`  (${note})`);
    } catch (error) {
      const failed = error instanceof Error ? error.message : String(error);
      report.results[bench.name] = { failed };
      process.exitCode = 1;
      console.error(`  failed: ${failed}`);
    }
  }
  const file = resolve(values.out ?? join(import.meta.dirname, '..', 'out', 'bench', 'latest.json'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${file}`);
}

function named(name: string): Bench {
  const bench = benches.find((one) => one.name === name);
  if (!bench) throw new Error(`no bench is called "${name}"; there are: ${benches.map((one) => one.name).join(', ')}`);
  return bench;
}

/** The model asked for, else the one the station brings along; null where there is none. */
function findModel(): string | null {
  const asked = values.model ?? process.env.SENTRA_MODEL;
  if (asked) return resolve(asked);
  const folder = join(import.meta.dirname, '..', 'models');
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) return null;
  const { models } = modelManifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const bundled = models.find((model) => model.default) ?? models[0];
  return bundled ? join(folder, bundled.file) : null;
}

/** Without folders: reports are read elsewhere. */
function shownName(file: string | null): string | null {
  return file && (file.split(/[\\/]/).at(-1) ?? null);
}
