import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testDetector } from '../test-support/constant-detector.ts';
import { buildOnnx, type TestGraph } from '../test-support/onnx-builder.ts';
import { readModelFile } from './model-file.ts';
import { WireError } from './wire-reader.ts';

const graph: TestGraph = {
  inputs: [{ name: 'x', dims: [1] }],
  outputs: [{ name: 'y', dims: [1] }],
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
};

test('metadata is read as it was written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 20 }), (metadata) => {
      const read = readModelFile(buildOnnx({ ...graph, metadata })).metadata;
      expect(Object.fromEntries(read)).toEqual({ ...metadata });
    }),
  );
});

test.each(['../../../etc/passwd', '/etc/passwd', 'weights.bin'])('weights in another file (%s) are found', (externalFile) => {
  const bytes = buildOnnx({ ...graph, tensors: [{ name: 'w', dims: [1], externalFile }] });
  expect(readModelFile(bytes).externalFiles).toEqual([externalFile]);
});

test('a file cut anywhere is an error, never a hang', () => {
  const bytes = testDetector([{ x: 8, y: 8, width: 8, height: 8, score: 0.9, classIndex: 0 }]);
  const metadataStart = bytes.length - 60;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: metadataStart }), (length) => {
      expect(() => readModelFile(bytes.subarray(0, length))).toThrow();
    }),
  );
});

test('any bytes are read or refused, within their bounds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        readModelFile(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 500 },
  );
});

test('changed bytes in a real file are read or refused', () => {
  const bytes = testDetector([]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const changed = bytes.slice();
      changed[at] = value;
      try {
        readModelFile(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});

test('graphs nested without end are refused', () => {
  // Attribute (5) of a node (1) holds a graph (6): 40 levels deep.
  let nested: Uint8Array = new Uint8Array();
  const wrap = (id: number, payload: Uint8Array) => Uint8Array.from([id * 8 + 2, ...lengthOf(payload.length), ...payload]);
  for (let depth = 0; depth < 40; depth++) nested = wrap(1, wrap(5, wrap(6, nested)));
  expect(() => readModelFile(wrap(7, nested))).toThrow('nested too deeply');
});

test('a number longer than ten bytes is refused', () => {
  expect(() => readModelFile(new Uint8Array(20).fill(255))).toThrow(WireError);
});

const shared = fileURLToPath(new URL('../../../shared/assets/models/', import.meta.url));
const models = safeList(shared);

describe.skipIf(models.length === 0)('real models (need ../shared/assets/models)', () => {
  test.each(models)('%s is read whole and keeps its weights inside', (name) => {
    const read = readModelFile(readFileSync(shared + name));
    expect(read.externalFiles).toEqual([]);
  });

  test('class names and size are in the metadata that Ultralytics writes', () => {
    const { metadata } = readModelFile(readFileSync(`${shared}yolo26n_640_f32deq.onnx`));
    expect(metadata.get('names')).toContain("0: 'person'");
    expect(metadata.get('imgsz')).toBe('[640, 640]');
  });
});

function lengthOf(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...lengthOf(value >> 7)];
}

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.onnx'));
  } catch {
    return [];
  }
}
