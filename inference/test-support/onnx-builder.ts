/** Writes small ONNX files for tests: real protobuf, run by the real onnxruntime. @see onnx.proto */

export interface TestTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly floats?: Float32Array;
  readonly ints?: readonly number[];
  /** Name of another file the weights are said to lie in. */
  readonly externalFile?: string;
}

export interface TestGraph {
  readonly nodes: readonly { op: string; inputs: string[]; outputs: string[]; ints?: Record<string, number[] | number> }[];
  readonly inputs: readonly { name: string; dims: readonly (number | string)[]; type?: number }[];
  readonly outputs: readonly { name: string; dims: readonly (number | string)[] }[];
  readonly tensors?: readonly TestTensor[];
  readonly metadata?: Readonly<Record<string, string>>;
}

const float32 = 1;
const int64 = 7;

export function buildOnnx(graph: TestGraph): Uint8Array {
  const graphBytes = message([
    ...graph.nodes.map((node) => field(1, nodeProto(node))),
    field(2, text('test')),
    ...(graph.tensors ?? []).map((tensor) => field(5, tensorProto(tensor))),
    ...graph.inputs.map(({ name, dims, type }) => field(11, valueInfo(name, dims, type ?? float32))),
    ...graph.outputs.map(({ name, dims }) => field(12, valueInfo(name, dims, float32))),
  ]);
  return message([
    number(1, 8),
    field(2, text('test')),
    field(7, graphBytes),
    field(8, message([field(1, text('')), number(2, 13)])),
    ...Object.entries(graph.metadata ?? {}).map(([key, value]) => field(14, entry(key, value))),
  ]);
}

function nodeProto({ op, inputs, outputs, ints }: TestGraph['nodes'][number]): Uint8Array {
  return message([
    ...inputs.map((name) => field(1, text(name))),
    ...outputs.map((name) => field(2, text(name))),
    field(4, text(op)),
    ...Object.entries(ints ?? {}).map(([name, value]) => field(5, attribute(name, value))),
  ]);
}

/** AttributeProto: `i` (3) of type INT (2), or `ints` (8) of type INTS (7). */
function attribute(name: string, value: number[] | number): Uint8Array {
  const content = Array.isArray(value) ? [...value.map((each) => number(8, each)), number(20, 7)] : [number(3, value), number(20, 2)];
  return message([field(1, text(name)), ...content]);
}

function tensorProto({ name, dims, floats, ints, externalFile }: TestTensor): Uint8Array {
  const values = floats
    ? [field(9, new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength))]
    : ints
      ? [field(9, new Uint8Array(BigInt64Array.from(ints, BigInt).buffer))]
      : [];
  const external = externalFile === undefined ? [] : [field(13, entry('location', externalFile)), number(14, 1)];
  return message([...dims.map((dim) => number(1, dim)), number(2, ints ? int64 : float32), field(8, text(name)), ...values, ...external]);
}

function valueInfo(name: string, dims: readonly (number | string)[], elementType: number): Uint8Array {
  const shape = message(dims.map((dim) => field(1, typeof dim === 'number' ? number(1, dim) : field(2, text(dim)))));
  return message([field(1, text(name)), field(2, field(1, message([number(1, elementType), field(2, shape)])))]);
}

function entry(key: string, value: string): Uint8Array {
  return message([field(1, text(key)), field(2, text(value))]);
}

function message(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function field(id: number, payload: Uint8Array): Uint8Array {
  return message([varint(id * 8 + 2), varint(payload.length), payload]);
}

function number(id: number, value: number): Uint8Array {
  return message([varint(id * 8), varint(value)]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
