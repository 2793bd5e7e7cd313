import { wireFields } from './wire-reader.ts';

/** What can be read of an ONNX file without running it. */
export interface ModelFile {
  /** Custom metadata (`metadata_props`), at most 200 entries. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly producer: string;
  /** Names of other files the weights are said to lie in. */
  readonly externalFiles: readonly string[];
}

/** Field numbers of onnx.proto that matter here. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const modelField = { producer: 2, graph: 7, metadata: 14, functions: 25 };
/** Where tensors hide, for each kind of message: graph → node → attribute → tensor or graph again. */
const graphField = { node: 1, initializer: 5, sparseInitializer: 15 };
const nodeField = { attribute: 5 };
const attributeField = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 };
const sparseField = { values: 1, indices: 2 };
const functionField = { node: 7 };
const tensorField = { externalData: 13 };

const limits = { entries: 200, text: 65_536, depth: 12 };

/**
 * Reads metadata and references to other files out of an ONNX file.
 * @throws {WireError} when the bytes are cut or are no protobuf message.
 * @throws {Error} when they are, but hold no ONNX graph.
 */
export function readModelFile(bytes: Uint8Array): ModelFile {
  const metadata = new Map<string, string>();
  const external = new Set<string>();
  let producer = '';
  let graphs = 0;
  for (const { number, bytes: payload } of wireFields(bytes)) {
    if (payload === null) continue;
    if (number === modelField.producer) producer = text(payload);
    else if (number === modelField.metadata && metadata.size < limits.entries) addEntry(payload, metadata);
    else if (number === modelField.graph) {
      graphs++;
      findInGraph(payload, external, 0);
    } else if (number === modelField.functions) findInFunction(payload, external);
  }
  if (graphs !== 1) throw new Error('it holds no ONNX graph');
  return { metadata, producer, externalFiles: [...external] };
}

function findInFunction(message: Uint8Array, found: Set<string>): void {
  for (const { number, bytes } of wireFields(message)) if (bytes && number === functionField.node) findInNode(bytes, found, 1);
}

function findInGraph(message: Uint8Array, found: Set<string>, depth: number): void {
  if (depth > limits.depth) throw new Error('its graphs are nested too deeply');
  for (const { number, bytes } of wireFields(message)) {
    if (bytes === null) continue;
    if (number === graphField.node) findInNode(bytes, found, depth);
    else if (number === graphField.initializer) findInTensor(bytes, found);
    else if (number === graphField.sparseInitializer) findInSparse(bytes, found);
  }
}

function findInNode(message: Uint8Array, found: Set<string>, depth: number): void {
  for (const { number, bytes } of wireFields(message)) {
    if (bytes === null || number !== nodeField.attribute) continue;
    for (const { number: inner, bytes: value } of wireFields(bytes)) {
      if (value === null) continue;
      if (inner === attributeField.tensor || inner === attributeField.tensors) findInTensor(value, found);
      else if (inner === attributeField.sparseTensor || inner === attributeField.sparseTensors) findInSparse(value, found);
      else if (inner === attributeField.graph || inner === attributeField.graphs) findInGraph(value, found, depth + 1);
    }
  }
}

function findInSparse(message: Uint8Array, found: Set<string>): void {
  for (const { number, bytes } of wireFields(message)) {
    if (bytes && (number === sparseField.values || number === sparseField.indices)) findInTensor(bytes, found);
  }
}

function findInTensor(message: Uint8Array, found: Set<string>): void {
  for (const { number, bytes } of wireFields(message)) {
    if (bytes === null || number !== tensorField.externalData) continue;
    const entries = new Map<string, string>();
    addEntry(bytes, entries);
    const location = entries.get('location');
    if (location !== undefined && found.size < limits.entries) found.add(location);
  }
}

function addEntry(message: Uint8Array, into: Map<string, string>): void {
  let key = '';
  let value = '';
  for (const { number, bytes } of wireFields(message)) {
    if (bytes && number === 1) key = text(bytes);
    else if (bytes && number === 2) value = text(bytes);
  }
  into.set(key, value);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, limits.text));
}
