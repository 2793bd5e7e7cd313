import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { modelManifestEntrySchema, modelManifestSchema } from '../../shared/schemas/model.ts';
import { refusal } from './refusal.ts';

const sideCarSchema = modelManifestEntrySchema.partial();

/** What somebody wrote about a model; every part may be missing. */
export type ModelDescription = z.infer<typeof sideCarSchema>;

const maxDescriptionBytes = 1024 * 1024;

/**
 * What is written about a model beside it: `<model>.json` first, then the entry of its name in the folder's `manifest.json`.
 * @returns an empty description when there is neither.
 * @throws {AppError} `model_refused` when the description itself is broken.
 */
export async function readModelEntry(modelFile: string): Promise<ModelDescription> {
  const sideCar = modelFile.replace(/\.onnx$/i, '.json');
  if (sideCar !== modelFile) {
    const entry = await readDescription(sideCar, sideCarSchema);
    if (entry !== null) return entry;
  }
  const manifest = await readDescription(join(dirname(modelFile), 'manifest.json'), modelManifestSchema);
  return manifest?.models.find(({ file }) => file === basename(modelFile)) ?? {};
}

async function readDescription<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw refusal(file, `cannot be read (${error.code ?? error.message})`, error);
  });
  if (text === null) return null;
  if (text.length > maxDescriptionBytes) throw refusal(file, 'is too large for a model description');
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.')} ${issue?.message}`);
  } catch (error) {
    throw refusal(file, `is not a valid model description: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
