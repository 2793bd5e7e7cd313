import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import type { ModelInfo } from '../../../../shared/schemas/model.ts';
import type { PublicModel } from '../../../../shared/schemas/model-download.ts';
import { DownloadFailure, storageFailure } from './download-failure.ts';
import type { KeptPart } from './kept-part.ts';

export interface Installation {
  readonly model: PublicModel;
  readonly part: KeptPart;
  readonly sha256: string;
  readonly acceptedBy: string;
  readonly nowMs: number;
  /** `<data folder>/models` */
  readonly modelsDir: string;
  /** Opens a model file and says what it is. @throws {AppError} `model_refused`, or another code when it cannot tell now. */
  readonly inspect: (file: string) => Promise<ModelInfo>;
}

/** Where the model of this name lies once it is installed. */
export function installedFile(modelsDir: string, { id }: PublicModel): string {
  return join(modelsDir, `${id}.onnx`);
}

/**
 * Opens the downloaded file as the station would, and only then moves it and its side-car to where models are picked from: first the
 * side-car, then the model, each by one rename, so that no half model is ever listed.
 * @throws {DownloadFailure}
 */
export async function installModel(installation: Installation): Promise<void> {
  const { model, part, modelsDir } = installation;
  const trial = `${part.file}.onnx`;
  const sideCar = `${part.file}.json`;
  const place = installedFile(modelsDir, model);
  try {
    await stored(writeFile(sideCar, JSON.stringify(description(installation), null, 2)));
    await stored(rename(part.file, trial));
    await opens(installation, trial);
    await stored(rename(sideCar, place.replace(/\.onnx$/, '.json')));
    await stored(rename(trial, place));
    await part.remove();
  } catch (error) {
    await rm(sideCar, { force: true });
    // What was not refused is kept: the next try only has to look into it.
    if (error instanceof DownloadFailure && error.downloadCause === 'not_checked') await stored(rename(trial, part.file));
    else await rm(trial, { force: true });
    throw error;
  }
}

async function opens({ inspect, model }: Installation, file: string): Promise<void> {
  try {
    await inspect(file);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'model_refused') throw new DownloadFailure('refused', `${model.name}: ${error.message}`, { cause: error });
    throw new DownloadFailure('not_checked', `The file is here but cannot be looked into now: ${error.message}`, { cause: error });
  }
}

/** The side-car, which also pins the hash: a file that is changed later does not open. */
function description({ model, sha256, acceptedBy, nowMs }: Installation) {
  const { name, publisher, licence, url } = model;
  const verified = model.sha256 !== null;
  return { id: name, file: `${model.id}.onnx`, sha256, licence, publisher, url, verified, acceptedBy, acceptedAtMs: nowMs };
}

function stored<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => Promise.reject(storageFailure(error)));
}
