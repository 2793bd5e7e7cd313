import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openModel } from '../model/open-model.ts';
import { Detector } from '../pipeline/detector.ts';
import { testDetector } from '../test-support/constant-detector.ts';
import { findDataSets, readLabels, yamlNames } from './data-set.ts';
import { evalDetection, evaluateSet } from './evaluate.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sets-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function makeSet(name: string, part: string, label: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(join(folder, 'images', part), { recursive: true });
  await mkdir(join(folder, 'labels', part), { recursive: true });
  const picture = sharp({ create: { width: 128, height: 128, channels: 3, background: '#445566' } });
  await picture
    .clone()
    .webp()
    .toFile(join(folder, 'images', part, 'one.webp'));
  await picture
    .clone()
    .jpeg()
    .toFile(join(folder, 'images', part, 'two.jpg'));
  await writeFile(join(folder, 'labels', part, 'one.txt'), label);
  return folder;
}

test('a set is found by its folder, or all sets by the folder around them', async () => {
  const folder = await makeSet('street', 'val', '');
  await makeSet('flat', '', '');
  await writeFile(join(folder, 'classes.txt'), 'person\ncar\n');
  await writeFile(join(root, 'sets.json'), JSON.stringify({ street: { labelled_classes: ['car'] } }));
  const [set] = await findDataSets(folder, null);
  expect(set).toMatchObject({ name: 'street', classes: ['person', 'car'], labelled: ['car'] });
  expect(set?.pictures).toHaveLength(2);
  expect((await findDataSets(root, null)).map(({ name, labelled }) => [name, labelled])).toEqual([
    ['flat', null],
    ['street', ['car']],
  ]);
  await expect(findDataSets(join(root, 'flat', 'labels'), null)).rejects.toThrow('holds no pictures');
});

test.each([
  ['names: [\'car\', "big truck"]\nnc: 2', ['car', 'big truck']],
  ['nc: 2\nnames:\n  0: car\n  1: truck\nval: x', ['car', 'truck']],
  ['names:\n- car\n- truck\n', ['car', 'truck']],
  ['nc: 2', null],
])('%j', (yaml, names) => {
  expect(yamlNames(yaml)).toEqual(names);
});

test('labels are read, a missing file means nothing, a broken line is named', async () => {
  const file = join(root, 'labels.txt');
  await writeFile(file, '1 0.5 0.5 0.2 0.4\n\n');
  expect(await readLabels(file)).toEqual([{ classIndex: 1, share: [0.4, 0.3, 0.2, 0.4] }]);
  expect(await readLabels(join(root, 'none.txt'))).toEqual([]);
  await writeFile(file, '0 0.5 0.5 0.2 0.4\ncar here');
  await expect(readLabels(file)).rejects.toThrow('labels.txt:2 is no label');
});

test("a model is scored through the station's own decoder, only on classes that are labelled", async () => {
  const folder = await makeSet('scored', 'val', '1 0.25 0.25 0.25 0.25\n0 0.8 0.8 0.1 0.1\n');
  await writeFile(join(folder, 'classes.txt'), 'person\nCar\nfire\n');
  await writeFile(join(folder, 'sets.json'), JSON.stringify({ scored: { labelled_classes: ['Car', 'fire'] } }));
  const modelFile = join(root, 'two.onnx');
  // The car where it is labelled on the one picture, and on the other, where it is none.
  await writeFile(modelFile, testDetector([{ x: 8, y: 8, width: 16, height: 16, score: 0.9, classIndex: 0 }]));
  const detector = new Detector(await openModel(modelFile, { provider: 'cpu', threads: 1, avoid: [] }), evalDetection);
  try {
    const [set] = await findDataSets(folder, null);
    if (!set) throw new Error('no set');
    const { classes, pictures } = await evaluateSet(set, detector, 0.35, new Map());
    expect(pictures).toBe(2);
    expect(classes).toEqual({ Car: { objects: 1, ap50: expect.any(Number), ap50to95: expect.any(Number), precision: 0.5, recall: 1 } });
    expect(classes.Car?.ap50).toBeGreaterThanOrEqual(0.5);
  } finally {
    await detector.close();
  }
});
