import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { z } from 'zod';
import { type ModelChoice, type ModelManifestEntry, modelManifestEntrySchema, modelManifestSchema } from '../../../shared/schemas/model.ts';

export interface ModelCatalogueOptions {
  /** The project's `models/`, with `manifest.json`. */
  readonly bundledDir: string;
  /** Where a person puts own ONNX files: `<data folder>/models`. */
  readonly localDir: string;
  /** File of `SENTRA_MODEL` or `--model`. */
  readonly environmentFile: string | null;
}

const sideCarSchema = modelManifestEntrySchema.partial();
type SideCar = z.infer<typeof sideCarSchema>;

interface Known {
  readonly file: string;
  readonly origin: ModelChoice['origin'];
  readonly entry: SideCar | null;
}

/** Models a person can pick. Lists what is there; whether a file is sound is found out when it is opened, by its hash where one is known. */
export class ModelCatalogue {
  readonly #options: ModelCatalogueOptions;

  constructor(options: ModelCatalogueOptions) {
    this.#options = options;
  }

  /** @param inUse file of the model in use, null = none */
  async list(inUse: string | null): Promise<ModelChoice[]> {
    const choices = await Promise.all((await this.#known()).map((known) => choice(known, inUse)));
    return choices.filter((found) => found !== null);
  }

  /**
   * The model to start with: the environment's, else the one picked in settings, else the bundled default, else any in `models/`.
   * @param picked file from settings, null = the default
   * @returns null when there is none: the station watches motion only.
   */
  async resolve(picked: string | null): Promise<string | null> {
    if (this.#options.environmentFile !== null) return resolve(this.#options.environmentFile);
    if (picked !== null) return picked;
    const bundled = (await this.#known()).filter(({ origin }) => origin === 'bundled');
    return (bundled.find(({ entry }) => entry?.default) ?? bundled[0])?.file ?? null;
  }

  /** Every existing file once: the environment's, the manifest's in its order, others in `models/`, the person's own. */
  async #known(): Promise<Known[]> {
    const { bundledDir, localDir, environmentFile } = this.#options;
    const manifest = await readManifest(join(bundledDir, 'manifest.json'));
    const [bundledFiles, localFiles] = await Promise.all([onnxFiles(bundledDir), onnxFiles(localDir)]);
    const listed = manifest.map((entry): Known => ({ file: join(bundledDir, basename(entry.file)), origin: 'bundled', entry }));
    const all: Known[] = [
      ...(environmentFile === null ? [] : [{ file: resolve(environmentFile), origin: 'environment' as const, entry: null }]),
      ...listed.filter(({ file }) => bundledFiles.includes(file)),
      ...bundledFiles.map((file): Known => ({ file, origin: 'bundled', entry: null })),
      ...(await Promise.all(localFiles.map(async (file): Promise<Known> => ({ file, origin: 'local', entry: await readSideCar(file) })))),
    ];
    return all.filter(({ file }, index) => all.findIndex((other) => other.file === file) === index);
  }
}

async function choice({ file, origin, entry }: Known, inUse: string | null): Promise<ModelChoice | null> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return null;
  const name = entry?.id ?? basename(file).replace(/\.onnx$/i, '');
  return { file, name: name.slice(0, 120), licence: entry?.licence ?? null, bytes: found.size, origin, inUse: file === inUse };
}

async function onnxFiles(folder: string): Promise<string[]> {
  // A folder that is not there holds no models.
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => name.toLowerCase().endsWith('.onnx'))
    .sort()
    .map((name) => join(folder, name));
}

/** What the side-car of an own or downloaded file says; a missing or broken one says nothing here and is refused when it is opened. */
async function readSideCar(file: string): Promise<SideCar | null> {
  try {
    return sideCarSchema.parse(JSON.parse(await readFile(file.replace(/\.onnx$/i, '.json'), 'utf8')));
  } catch {
    return null;
  }
}

/** A manifest that is missing or broken lists nothing; the files beside it can still be picked. */
async function readManifest(file: string): Promise<ModelManifestEntry[]> {
  try {
    return modelManifestSchema.parse(JSON.parse(await readFile(file, 'utf8'))).models;
  } catch {
    return [];
  }
}
