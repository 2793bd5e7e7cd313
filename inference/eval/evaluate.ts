import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Box } from '../../shared/schemas/primitives.ts';
import type { Detector } from '../pipeline/detector.ts';
import { ClassEvaluation, type ClassResult } from './average-precision.ts';
import { canonicalClass } from './class-match.ts';
import { type DataSet, type LabelledPicture, readLabels } from './data-set.ts';

/** As COCO's own evaluation counts: nearly every box, at most 100 a picture. */
export const evalDetection = { floor: 0.01, maxIou: 0.65, maxBoxes: 100 } as const;

/** Pictures on their way: enough for decoding to run ahead of the network. */
const atOnce = 3;

export interface SetResult {
  readonly name: string;
  readonly pictures: number;
  /** By class name of the set; null = the model does not know the class. Classes without an object are left out. */
  readonly classes: Record<string, ClassResult | null>;
  /** Wall time a picture, decoding included, milliseconds; and the network alone, median. */
  readonly msPerPicture: number;
  readonly networkMs: number;
}

/** Evaluations that are kept over several sets, by canonical class name. */
export type Totals = Map<string, ClassEvaluation>;

/**
 * Detects on every picture of a set and compares with its labels.
 * @param totals each class's pictures are added here too
 * @throws {Error} when a picture or a label file cannot be read.
 */
export async function evaluateSet(set: DataSet, detector: Detector, workingThreshold: number, totals: Totals): Promise<SetResult> {
  const modelClasses = detector.model.info.classes;
  const names = set.classes ?? modelClasses;
  const counted = names.filter((name) => set.labelled === null || set.labelled.includes(name));
  const known = new Set(modelClasses.map(canonicalClass));
  const evaluations = new Map(counted.map((name) => [canonicalClass(name), new ClassEvaluation()]));
  const networkMs: number[] = [];
  const startedAt = performance.now();
  await forEachAtOnce(set.pictures, async (picture) => {
    const { found, labelled, tookMs } = await compare(picture, detector, names);
    networkMs.push(tookMs);
    for (const [name, evaluation] of evaluations) {
      const total = totals.get(name) ?? new ClassEvaluation();
      totals.set(name, total);
      for (const each of [evaluation, total]) each.add(found.get(name) ?? [], labelled.get(name) ?? []);
    }
  });
  const msPerPicture = (performance.now() - startedAt) / set.pictures.length;
  const results = counted.flatMap((name): [string, ClassResult | null][] => {
    const result = evaluations.get(canonicalClass(name))?.result(workingThreshold) ?? null;
    if (result === null) return [];
    return [[name, known.has(canonicalClass(name)) ? result : null]];
  });
  return {
    name: set.name,
    pictures: set.pictures.length,
    classes: Object.fromEntries(results),
    msPerPicture,
    networkMs: median(networkMs),
  };
}

async function compare(picture: LabelledPicture, detector: Detector, names: readonly string[]) {
  const bytes = await readFile(picture.file);
  const { width, height } = await sharp(bytes).metadata();
  const [{ boxes, networkMs }, labels] = await Promise.all([detector.detect(bytes, width, height), readLabels(picture.labelFile)]);
  const found = Map.groupBy(boxes, ({ label }) => canonicalClass(label));
  const labelled = new Map<string, Box[]>();
  for (const { classIndex, share } of labels) {
    const name = names[classIndex];
    if (name === undefined) throw new Error(`${picture.labelFile} has class ${classIndex}, but only ${names.length} classes have names`);
    const key = canonicalClass(name);
    labelled.set(key, [...(labelled.get(key) ?? []), [share[0] * width, share[1] * height, share[2] * width, share[3] * height]]);
  }
  return { found, labelled, tookMs: networkMs };
}

async function forEachAtOnce<T>(entries: readonly T[], work: (entry: T) => Promise<void>): Promise<void> {
  const queue = entries[Symbol.iterator]();
  const worker = async () => {
    for (const entry of queue) await work(entry);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
