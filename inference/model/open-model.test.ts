import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { constantDetector, testDetector, yolov8Values } from '../test-support/constant-detector.ts';
import { buildOnnx } from '../test-support/onnx-builder.ts';
import { inspectModel, openModel } from './open-model.ts';

const request = { provider: 'cpu', threads: 1, avoid: [] } as const;
const box = { x: 8, y: 8, width: 16, height: 16, score: 0.9, classIndex: 0 };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-model-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

const reasonFor = async (file: string): Promise<string> => {
  const error: unknown = await inspectModel(file).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'model_refused' });
  return String(error);
};

test('a model is described by its graph and its metadata', async () => {
  const file = await put('described.onnx', testDetector([box]));
  const model = await openModel(file, request);
  expect(model.info).toEqual({
    file,
    name: 'described',
    layout: 'yolov8',
    input: { width: 64, height: 64, color: 'rgb', scale: '0..1', letterbox: 'centre', padding: 114 },
    classes: ['car', 'person'],
    maxBatch: 0,
    licence: null,
  });
  expect(model.network.provider).toBe('cpu');
  expect(model.measuredMs.cpu).toBeGreaterThanOrEqual(0);
  expect(model.batch).toBeGreaterThanOrEqual(1);
  await model.network.release();
});

test('a side-car file overrules the metadata', async () => {
  const file = await put('sidecar.onnx', testDetector([box]));
  await put(
    'sidecar.json',
    JSON.stringify({ id: 'mine', licence: 'MIT', classes: ['lorry', 'walker'], input: { color: 'bgr', scale: '0..255' } }),
  );
  expect(await inspectModel(file)).toMatchObject({
    name: 'mine',
    licence: 'MIT',
    classes: ['lorry', 'walker'],
    input: { color: 'bgr', scale: '0..255', letterbox: 'centre' },
  });
});

test('a hash that matches is accepted, another refused', async () => {
  const bytes = testDetector([box]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = await put('hashed.onnx', bytes);
  await put('hashed.json', JSON.stringify({ sha256 }));
  expect(await inspectModel(file)).toMatchObject({ layout: 'yolov8' });
  await put('hashed.json', JSON.stringify({ sha256: sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }));
  expect(await reasonFor(file)).toMatch(/hashed\.onnx: its SHA-256 differs/);
});

test('a fixed batch is kept', async () => {
  const file = await put('batch3.onnx', constantDetector({ batch: 3, ...yolov8Values(64, 80, [box]) }));
  const model = await openModel(file, request);
  expect([model.info.maxBatch, model.batch, model.info.classes[2]]).toEqual([3, 3, 'car']);
  await model.network.release();
});

test.each([
  { name: 'yolox', shape: [84, 6], layout: 'yolox', classes: 1 },
  { name: 'yolov5', side: 96, shape: [567, 85], layout: 'yolov5', classes: 80 },
  { name: 'end2end', shape: [300, 6], layout: 'end2end', classes: 80 },
  { name: 'yolov8 with one class', shape: [5, 84], layout: 'yolov8', classes: 1 },
] satisfies { name: string; side?: number; shape: [number, number]; layout: string; classes: number }[])(
  '$name is recognised by its output',
  async ({ name, side = 64, shape, layout, classes }) => {
    const file = await put(`${name}.onnx`, constantDetector({ side, shape, values: new Float32Array(shape[0] * shape[1]) }));
    const info = await inspectModel(file);
    expect([info.layout, info.classes.length]).toEqual([layout, classes]);
  },
);

test('refused: missing', async () => expect(await reasonFor(join(folder, 'nowhere.onnx'))).toMatch('nowhere.onnx: there is no such file'));
test('refused: a folder', async () => expect(await reasonFor(folder)).toMatch(/is not a file|EISDIR/));
test('refused: empty', async () => expect(await reasonFor(await put('empty.onnx', ''))).toMatch('empty.onnx: is empty'));
test('refused: text', async () =>
  expect(await reasonFor(await put('text.onnx', 'hello world '.repeat(99)))).toMatch('text.onnx: is not an ONNX model'));

test('refused: truncated', async () => {
  const file = await put('cut.onnx', testDetector([box]));
  await truncate(file, 2000);
  expect(await reasonFor(file)).toMatch(/cut\.onnx: is not an ONNX model, or only a part of one/);
});

test('refused: absurdly large', async () => {
  const file = await put('huge.onnx', 'x');
  // Sparse: takes no space on the disk.
  await truncate(file, 1.5 * 1024 ** 3);
  expect(await reasonFor(file)).toMatch('huge.onnx: has 1536 MB');
});

test('refused: weights outside the file', async () => {
  const bytes = buildOnnx({
    inputs: [{ name: 'images', dims: [1, 3, 64, 64] }],
    outputs: [{ name: 'y', dims: [1, 6, 84] }],
    tensors: [{ name: 'y', dims: [1, 6, 84], externalFile: '../../../../etc/passwd' }],
    nodes: [],
  });
  expect(await reasonFor(await put('external.onnx', bytes))).toMatch('weights lie in another file');
});

test('refused: a graph that onnxruntime cannot load', async () => {
  const bytes = buildOnnx({
    inputs: [{ name: 'images', dims: [1, 3, 64, 64] }],
    outputs: [{ name: 'y', dims: [1, 6, 84] }],
    nodes: [{ op: 'NoSuchOperator', inputs: ['images'], outputs: ['y'] }],
  });
  expect(await reasonFor(await put('operator.onnx', bytes))).toMatch(/operator\.onnx: onnxruntime cannot load it/);
});

const identity = (dims: (number | string)[], type = 1) =>
  buildOnnx({
    inputs: [{ name: 'x', dims, type }],
    outputs: [{ name: 'y', dims }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });

test('refused: an input that is no picture', async () => {
  expect(await reasonFor(await put('rank2.onnx', identity([1, 10])))).toMatch('its input has the shape [1, 10]');
  expect(await reasonFor(await put('grey.onnx', identity([1, 1, 64, 64])))).toMatch('its input has the shape [1, 1, 64, 64]');
  expect(await reasonFor(await put('odd.onnx', identity([1, 3, 50, 50])))).toMatch('multiples of 32');
});

test('refused: an output of no known layout', async () => {
  expect(await reasonFor(await put('picture.onnx', identity([1, 3, 64, 64])))).toMatch('is not the layout of any known detector');
  const values = new Float32Array(100 * 7);
  expect(await reasonFor(await put('strange.onnx', constantDetector({ shape: [100, 7], values })))).toMatch('[1, 100, 7]');
});

test('refused: a layout that the side-car states and the output contradicts', async () => {
  const file = await put('contradiction.onnx', testDetector([box]));
  await put('contradiction.json', JSON.stringify({ layout: 'yolov5' }));
  expect(await reasonFor(file)).toMatch('not the layout yolov5');
});

test('refused: class names that do not fit the output', async () => {
  const bytes = constantDetector({ ...yolov8Values(64, 52, []), metadata: { names: "{0: 'person'}" } });
  expect(await reasonFor(await put('pose.onnx', bytes))).toMatch('names 1 classes but its output has 52');
});

test('refused: an output that is not numbers', async () => {
  const { shape, values } = yolov8Values(64, 2, []);
  values[5] = Number.NaN;
  expect(await reasonFor(await put('nan.onnx', constantDetector({ shape, values })))).toMatch('values that are no numbers');
});

test('refused: a broken side-car, named', async () => {
  const file = await put('badcar.onnx', testDetector([box]));
  await put('badcar.json', '{ "layout": "yolov99" }');
  expect(await reasonFor(file)).toMatch('badcar.json: is not a valid model description');
});

test('a provider that is not there leaves the processor at work, with a warning', async () => {
  const tried: string[] = [];
  const file = await put('provider.onnx', testDetector([box]));
  const model = await openModel(file, {
    provider: 'coreml',
    threads: 1,
    avoid: [],
    onTrying: async (provider) => void tried.push(provider),
  });
  expect(tried).toEqual(['coreml']);
  expect(model.network.provider).toBe(process.platform === 'darwin' ? 'coreml' : 'cpu');
  expect(model.warning === null).toBe(process.platform === 'darwin');
  await model.network.release();
});

test('a provider to be avoided is not tried', async () => {
  const tried: string[] = [];
  const file = await put('avoid.onnx', testDetector([box]));
  const avoid = ['webgpu', 'dml', 'coreml', 'cuda'] as const;
  const model = await openModel(file, { provider: 'auto', threads: 1, avoid, onTrying: async (provider) => void tried.push(provider) });
  expect([tried, model.network.provider]).toEqual([[], 'cpu']);
  await model.network.release();
});
