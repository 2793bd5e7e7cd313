import type { ModelInput, ModelLayout } from '../../shared/schemas/model.ts';
import type { Candidates } from './candidates.ts';

/** Shape of the output tensor and the input it answers to. */
export interface OutputShape {
  /** `[batch, ...]` of the tensor. */
  readonly dims: readonly number[];
  /** Size of the network's input, pixels. */
  readonly width: number;
  readonly height: number;
}

/** One output layout. A plug-in is one file that exports one of these, listed in `output-decoders.ts`. */
export interface OutputDecoder {
  readonly layout: ModelLayout;
  /** False when the network has already thrown duplicates away. */
  readonly needsSuppression: boolean;
  /** How networks of this layout are commonly fed, where nothing else is said. */
  readonly input: Pick<ModelInput, 'color' | 'scale' | 'letterbox' | 'padding'>;
  /** @returns number of classes, or null when the shape cannot be of this layout; 'any' when the shape does not tell. */
  classCount(shape: OutputShape): number | 'any' | null;
  /**
   * Adds every box with a score of at least `floor` to `into`, in pixels of the network's input.
   * @param output the whole tensor
   * @param item which picture of the batch
   */
  decode(output: Float32Array, shape: OutputShape, item: number, floor: number, into: Candidates): void;
}

/** Cells of the grids at strides 8, 16 and 32 (and 64, for models with a fourth level). */
export function anchorCounts(width: number, height: number): number[] {
  const cells = [8, 16, 32, 64].map((stride) => Math.ceil(width / stride) * Math.ceil(height / stride));
  const three = (cells[0] ?? 0) + (cells[1] ?? 0) + (cells[2] ?? 0);
  return [three, three + (cells[3] ?? 0)];
}
