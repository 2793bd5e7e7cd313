import type { ModelLayout } from '../../shared/schemas/model.ts';
import { end2end } from './end2end.ts';
import type { OutputDecoder, OutputShape } from './output-decoder.ts';
import { picodet } from './picodet.ts';
import { yolov5 } from './yolov5.ts';
import { yolov8 } from './yolov8.ts';
import { yolox } from './yolox.ts';

const decoders: Readonly<Record<ModelLayout, OutputDecoder>> = { yolov8, yolov5, end2end, yolox, picodet };

/** Decoder of a layout that is known by name. */
export function decoderFor(layout: ModelLayout): OutputDecoder {
  return decoders[layout];
}

/**
 * Recognises a layout from the shape of its only output; PicoDet is known by having several. Grid layouts come first: a single-class YOLOX has 6 columns as well.
 * @param classes number of classes where it is known; settles the few sizes at which two layouts look alike
 * @returns null when no known layout fits.
 */
export function recogniseLayout(shape: OutputShape, classes: number | null): OutputDecoder | null {
  const fitting = [yolov8, yolox, yolov5, end2end].filter((decoder) => decoder.classCount(shape) !== null);
  return fitting.find((decoder) => decoder.classCount(shape) === classes) ?? fitting[0] ?? null;
}
