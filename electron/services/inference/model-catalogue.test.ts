import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelCatalogue } from './model-catalogue.ts';

let root = '';
let bundledDir = '';
let localDir = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catalogue-'));
  bundledDir = join(root, 'models');
  localDir = join(root, 'data', 'models');
  await mkdir(bundledDir, { recursive: true });
  await mkdir(localDir, { recursive: true });
});

afterEach(() => rm(root, { recursive: true, force: true }));

const catalogue = (environmentFile: string | null = null) => new ModelCatalogue({ bundledDir, localDir, environmentFile });

test('without any model nothing can be picked and none is resolved', async () => {
  await rm(bundledDir, { recursive: true });
  expect(await catalogue().list(null)).toEqual([]);
  expect(await catalogue().resolve(null)).toBeNull();
});

test("bundled models carry their manifest's name and licence, own files their own name", async () => {
  await writeFile(join(bundledDir, 'nano.onnx'), 'abc');
  await writeFile(
    join(bundledDir, 'manifest.json'),
    JSON.stringify({ models: [{ id: 'sentra-nano', file: 'nano.onnx', licence: 'Apache-2.0' }] }),
  );
  await writeFile(join(localDir, 'mine.onnx'), 'abcd');
  await writeFile(join(localDir, 'notes.txt'), 'no model');
  const file = join(localDir, 'mine.onnx');
  expect(await catalogue().list(file)).toEqual([
    { file: join(bundledDir, 'nano.onnx'), name: 'sentra-nano', licence: 'Apache-2.0', bytes: 3, origin: 'bundled', inUse: false },
    { file, name: 'mine', licence: null, bytes: 4, origin: 'local', inUse: true },
  ]);
});

test('the environment wins over settings, settings over the default', async () => {
  for (const name of ['a.onnx', 'b.onnx']) await writeFile(join(bundledDir, name), 'x');
  await writeFile(join(bundledDir, 'manifest.json'), JSON.stringify({ models: [{ id: 'b', file: 'b.onnx', default: true }] }));
  expect(await catalogue('/models/env.onnx').resolve('/picked.onnx')).toBe('/models/env.onnx');
  expect(await catalogue().resolve('/picked.onnx')).toBe('/picked.onnx');
  expect(await catalogue().resolve(null)).toBe(join(bundledDir, 'b.onnx'));
});

test('a file in models/ serves where the manifest names none that is there', async () => {
  await writeFile(join(bundledDir, 'found.onnx'), 'x');
  await writeFile(join(bundledDir, 'manifest.json'), JSON.stringify({ models: [{ id: 'gone', file: 'gone.onnx', default: true }] }));
  expect(await catalogue().resolve(null)).toBe(join(bundledDir, 'found.onnx'));
});

test('a broken manifest hides no files', async () => {
  await writeFile(join(bundledDir, 'found.onnx'), 'x');
  await writeFile(join(bundledDir, 'manifest.json'), '{');
  expect(await catalogue().list(null)).toHaveLength(1);
});

test('a manifest cannot point outside its folder', async () => {
  await writeFile(join(root, 'outside.onnx'), 'x');
  await writeFile(join(bundledDir, 'manifest.json'), JSON.stringify({ models: [{ id: 'x', file: '../outside.onnx', default: true }] }));
  expect(await catalogue().resolve(null)).toBeNull();
});
