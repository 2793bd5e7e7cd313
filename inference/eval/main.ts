import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from '../model/open-model.ts';
import { Detector } from '../pipeline/detector.ts';
import type { ClassResult } from './average-precision.ts';
import { canonicalClass } from './class-match.ts';
import { findDataSets } from './data-set.ts';
import { evalDetection, evaluateSet, type SetResult, type Totals } from './evaluate.ts';
import { meanOf, table } from './report.ts';

const usage = `npm run eval -- --model FILE --data DIR[,DIR] [--sets FILE] [--threshold 0.35] [--threads N] [--json FILE]

Scores a model on labelled pictures through the station's own decoder: AP50 and AP50-95 as COCO counts them, precision and recall at
the working threshold, milliseconds a picture. DIR holds images/val and labels/val in YOLO format, or folders that do.`;

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    data: { type: 'string' },
    sets: { type: 'string' },
    threshold: { type: 'string', default: '0.35' },
    threads: { type: 'string', default: '0' },
    json: { type: 'string' },
  },
});
if (values.model === undefined || values.data === undefined) {
  console.error(usage);
  process.exit(2);
}
const threshold = Number(values.threshold);
const threads = Number(values.threads);
if (!(threshold > 0 && threshold < 1) || !Number.isInteger(threads) || threads < 0) {
  console.error(`--threshold is a number between 0 and 1, --threads a whole number\n\n${usage}`);
  process.exit(2);
}

try {
  await run(resolve(values.model), values.data.split(','), values.sets === undefined ? null : resolve(values.sets));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(modelFile: string, folders: readonly string[], setsFile: string | null): Promise<void> {
  const sets = (await Promise.all(folders.map((folder) => findDataSets(folder, setsFile)))).flat();
  const model = await openModel(modelFile, { provider: 'cpu', threads, avoid: [] });
  const detector = new Detector(model, evalDetection);
  const totals: Totals = new Map();
  const results: SetResult[] = [];
  try {
    for (const set of sets) {
      process.stderr.write(`${set.name}: ${set.pictures.length} pictures\n`);
      results.push(await evaluateSet(set, detector, threshold, totals));
    }
  } finally {
    await detector.close();
  }
  const known = new Set(model.info.classes.map(canonicalClass));
  const all = Object.fromEntries(
    Array.from(totals, ([name, evaluation]): [string, ClassResult | null] => [
      name,
      known.has(name) ? evaluation.result(threshold) : null,
    ]).filter(([name]) => (totals.get(name)?.objects ?? 0) > 0),
  );
  const { info } = model;
  const times = results.map(
    ({ name, msPerPicture, networkMs }) => `${name}: ${msPerPicture.toFixed(1)} ms a picture, network ${networkMs.toFixed(1)} ms`,
  );
  console.log(`${info.name}, layout ${info.layout}, input ${info.input.width}x${info.input.height}, working threshold ${threshold}\n`);
  console.log(`${table(results, all)}\n\n${times.join('\n')}`);
  if (values.json !== undefined) {
    const report = { model: info.name, layout: info.layout, threshold, sets: results, all, mean: meanOf(all) };
    await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}
