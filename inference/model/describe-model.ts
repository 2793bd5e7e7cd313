import { basename } from 'node:path';
import type { ModelInfo, ModelInput } from '../../shared/schemas/model.ts';
import { modelInputSchema, modelLayoutSchema } from '../../shared/schemas/model.ts';
import type { OutputDecoder } from '../detectors/output-decoder.ts';
import { decoderFor, recogniseLayout } from '../detectors/output-decoders.ts';
import type { ModelFile } from '../onnx/model-file.ts';
import type { ModelDescription } from './model-entry.ts';
import { parseClassNames } from './class-names.ts';
import { cocoNames } from './coco-names.ts';
import type { Network, NetworkOutput, TensorInfo } from './network.ts';
import { levelOutputs } from './output-levels.ts';
import { refusal } from './refusal.ts';

/** What is known of a model before its first run. */
export interface InputPlan {
  readonly width: number;
  readonly height: number;
  /** Pictures one run takes; null = any. */
  readonly fixedBatch: number | null;
}

const defaultSide = 640;

/**
 * Reads the input's size from the graph, the description or the metadata (`imgsz`), in this order.
 * @throws {AppError} `model_refused` when the input is no picture.
 */
export function planInput(file: string, network: Network, entry: ModelDescription, contents: ModelFile): InputPlan {
  const [input] = network.inputs;
  if (!input || network.inputs.length !== 1) throw refusal(file, `it has ${network.inputs.length} inputs, a detector has one picture`);
  if (input.type !== 'float32') throw refusal(file, `its input is ${input.type}; export it with a float32 input`);
  const [batch, channels, height, width] = input.shape;
  if (input.shape.length !== 4 || (typeof channels === 'number' && channels !== 3)) {
    throw refusal(file, `its input has the shape ${shapeText(input)}; a detector takes [N, 3, height, width]`);
  }
  const [metaHeight, metaWidth] = sides(contents.metadata.get('imgsz'));
  const plan = {
    width: fixed(width) ?? entry.input?.width ?? metaWidth ?? defaultSide,
    height: fixed(height) ?? entry.input?.height ?? metaHeight ?? defaultSide,
    fixedBatch: fixed(batch),
  };
  if (plan.width % 32 !== 0 || plan.height % 32 !== 0 || Math.max(plan.width, plan.height) > 4096) {
    throw refusal(file, `its input is ${plan.width}x${plan.height}; both sides must be multiples of 32 up to 4096`);
  }
  if (plan.fixedBatch !== null && (plan.fixedBatch < 1 || plan.fixedBatch > 64))
    throw refusal(file, `it takes ${plan.fixedBatch} pictures at once`);
  return plan;
}

/** Names of the outputs that hold the boxes: one, the only one of rank 3 where others are intermediate maps, or the levels of PicoDet. */
export function boxesOutputs(file: string, network: Network): readonly string[] {
  const levels = levelOutputs(network.outputs);
  if (levels !== null) return levels;
  const candidates = network.outputs.filter(
    ({ shape, type }) => type === 'float32' && (shape.length === 3 || network.outputs.length === 1),
  );
  const [output] = candidates;
  if (!output || (network.outputs.length > 1 && candidates.length > 1)) {
    throw refusal(file, `its outputs (${network.outputs.map(shapeText).join(', ').slice(0, 160)}) are of no known layout`);
  }
  return [output.name];
}

/**
 * Puts together what graph, description and metadata say, and checks it against the output of a first run.
 * @throws {AppError} `model_refused` when the output is of no known layout or contradicts the class names.
 */
export function describeModel(
  file: string,
  plan: InputPlan,
  output: NetworkOutput,
  { levels, entry, contents }: { readonly levels: boolean; readonly entry: ModelDescription; readonly contents: ModelFile },
): { info: ModelInfo; decoder: OutputDecoder } {
  const shape = { dims: output.dims, width: plan.width, height: plan.height };
  const stated = levels ? 'picodet' : (entry.layout ?? modelLayoutSchema.safeParse(contents.metadata.get('layout')).data);
  const named = namedClasses(entry, contents);
  const decoder = stated ? decoderFor(stated) : recogniseLayout(shape, named?.length ?? null);
  const count = decoder?.classCount(shape) ?? null;
  if (decoder === null || count === null) {
    throw refusal(
      file,
      `its output has the shape [${output.dims.join(', ')}], which is not the layout ${stated ?? 'of any known detector'}`,
    );
  }
  const input: ModelInput = modelInputSchema.parse({
    ...decoder.input,
    ...withoutUndefined(entry.input),
    width: plan.width,
    height: plan.height,
  });
  const classes = classNames(file, count, named);
  return { info: infoOf(file, decoder, input, classes, plan, entry, contents), decoder };
}

function infoOf(
  file: string,
  decoder: OutputDecoder,
  input: ModelInput,
  classes: string[],
  plan: InputPlan,
  entry: ModelDescription,
  { metadata }: ModelFile,
): ModelInfo {
  const licence = entry.licence ?? metadata.get('licence') ?? metadata.get('license') ?? null;
  return {
    file,
    name: (entry.id ?? basename(file).replace(/\.onnx$/i, '')).slice(0, 120),
    layout: decoder.layout,
    input,
    classes,
    maxBatch: plan.fixedBatch ?? 0,
    licence: licence === null ? null : licence.slice(0, 120),
  };
}

function namedClasses(entry: ModelDescription, { metadata }: ModelFile): string[] | null {
  const text = metadata.get('names');
  return entry.classes ?? (text === undefined ? null : parseClassNames(text));
}

function classNames(file: string, count: number | 'any', named: string[] | null): string[] {
  if (named !== null) {
    if (count !== 'any' && named.length !== count) {
      throw refusal(file, `it names ${named.length} classes but its output has ${count}; it may be a pose or segmentation model`);
    }
    return named;
  }
  if (count === cocoNames.length || count === 'any') return [...cocoNames];
  if (count > 1000) throw refusal(file, `its output has ${count} classes, the most is 1000`);
  return Array.from({ length: count }, (_, index) => `class ${index}`);
}

/** `imgsz` is written as `640` or `[384, 640]` (height, width). */
function sides(text: string | undefined): [number | undefined, number | undefined] {
  const numbers = Array.from((text ?? '').matchAll(/\d{2,4}/g), ([digits]) => Number(digits));
  return [numbers[0], numbers[1] ?? numbers[0]];
}

function fixed(dimension: number | string | undefined): number | null {
  return typeof dimension === 'number' && dimension > 0 ? dimension : null;
}

function shapeText({ shape }: TensorInfo): string {
  return `[${shape.join(', ')}]`;
}

function withoutUndefined(input: object | undefined): object {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== undefined));
}
