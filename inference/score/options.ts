import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import { defaultCameraAnalysis } from '../../shared/schemas/camera.ts';
import { modelManifestSchema } from '../../shared/schemas/model.ts';

/** What the command line asks for. */
export interface ScoreOptions {
  readonly listFile: string;
  readonly model: string;
  readonly fps: readonly number[];
  /** Rate while vehicles move, at every `fps`. */
  readonly movingFps: number;
  /** Sampling offsets tried at each rate, evenly within one picture interval. */
  readonly offsets: number;
  readonly threshold: number;
  readonly jsonFile: string | null;
}

export const usage = `npm run score -- <clips.json> [--model FILE] [--fps 5] [--moving-fps 10] [--offsets 1] [--threshold 0.35] [--json FILE]

  <clips.json>  {"clips":[{"file":"a.mp4","impactsS":[4.2]},{"file":"b.mp4","impactsS":[]}]}, files relative to it
  --model       ONNX file; otherwise SENTRA_MODEL, otherwise the bundled one
  --fps         pictures a second the station would analyse; several with commas (4,5,8)
  --moving-fps  the same while vehicles move; at or below --fps it changes nothing
  --offsets     passes per clip and rate, each sampling other pictures
  --threshold   score from which a detection counts
  --json        writes everything to a file`;

/** @throws {AppError} `invalid_input` in words, `not_found` without any model. */
export async function readOptions(args: string[], env: NodeJS.ProcessEnv, modelsDir: string): Promise<ScoreOptions> {
  const { values, positionals } = parse(args);
  const [listFile, ...others] = positionals;
  if (listFile === undefined || others.length > 0) throw new AppError('invalid_input', `One list of clips is needed.\n\n${usage}`);
  const fps = values.fps.split(',').map((text) => numberBetween(text, '--fps', 0.5, 30));
  return {
    listFile,
    fps,
    movingFps: numberBetween(values['moving-fps'], '--moving-fps', 0.5, 30),
    offsets: Math.round(numberBetween(values.offsets, '--offsets', 1, 20)),
    threshold: numberBetween(values.threshold, '--threshold', 0.1, 1),
    jsonFile: values.json ?? null,
    model: values.model || env.SENTRA_MODEL || (await bundledModel(modelsDir)),
  };
}

function parse(args: string[]) {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const options = {
    model: { type: 'string' },
    json: { type: 'string' },
    fps: text(String(defaultCameraAnalysis.fps)),
    'moving-fps': text(String(defaultCameraAnalysis.movingFps)),
    offsets: text('1'),
    threshold: text('0.35'),
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    throw new AppError('invalid_input', `${cause instanceof Error ? cause.message : 'The options are not understood.'}\n\n${usage}`, {
      cause,
    });
  }
}

function numberBetween(text: string, name: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new AppError('invalid_input', `${name} must be a number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

async function bundledModel(modelsDir: string): Promise<string> {
  const manifest = await readFile(join(modelsDir, 'manifest.json'), 'utf8').then(
    (text): unknown => JSON.parse(text),
    () => null,
  );
  const models = modelManifestSchema.safeParse(manifest).data?.models ?? [];
  const entry = models.find((model) => model.default) ?? models[0];
  if (entry === undefined) throw new AppError('not_found', 'No model is bundled: give one with --model FILE or SENTRA_MODEL.');
  return join(modelsDir, entry.file);
}
