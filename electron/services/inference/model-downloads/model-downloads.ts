import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { ModelInfo } from '../../../../shared/schemas/model.ts';
import type { CatalogueEntry, DownloadRequest, ModelDownload, PublicModel } from '../../../../shared/schemas/model-download.ts';
import type { Logger } from '../../logging/logger.ts';
import { checkFile } from './check-file.ts';
import { DownloadFailure, storageFailure } from './download-failure.ts';
import { fetchFile } from './fetch-file.ts';
import { installedFile, installModel } from './install-model.ts';
import { KeptPart } from './kept-part.ts';
import type { DownloadRules } from './open-download.ts';

export interface ModelDownloadsOptions {
  readonly models: readonly PublicModel[];
  /** `<data folder>/models` */
  readonly modelsDir: string;
  readonly rules: DownloadRules;
  readonly inspect: (file: string) => Promise<ModelInfo>;
  /** File of the model in use, null = none. */
  readonly inUse: () => string | null;
  readonly onChanged: (download: ModelDownload) => void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly nowMs: () => number;
  /** Waits before going on after a broken connection; as many tries in a row without a new byte are made. */
  readonly retryWaitsMs?: readonly number[];
  /** Bytes free for a file in this folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

interface Running {
  readonly id: string;
  readonly abort: AbortController;
  /** Set by `cancel`: what was downloaded is thrown away. */
  discard: boolean;
  done: Promise<void>;
}

const defaultWaitsMs = [1_000, 3_000, 10_000, 30_000];
/** Consoles need no more news of progress. */
const progressEveryMs = 400;
/** What these causes leave behind is of no use to the next try. */
const spoilt = new Set(['web_page', 'size', 'hash', 'refused', 'disk_full']);

/** Downloads public models, one at a time: asks, goes on after breaks, checks, and only then puts the file where models are picked from. */
export class ModelDownloads {
  readonly #options: ModelDownloadsOptions;
  readonly #last = new Map<string, ModelDownload>();
  #running: Running | null = null;
  #closed = false;

  constructor(options: ModelDownloadsOptions) {
    this.#options = options;
  }

  /** Every public model, with what is here of it. */
  list(): Promise<CatalogueEntry[]> {
    return Promise.all(
      this.#options.models.map(async (model) => {
        const file = installedFile(this.#options.modelsDir, model);
        const there = await isFile(file);
        const { bytes } = await this.#part(model).resumePoint();
        return { ...model, file: there ? file : null, keptBytes: bytes, download: this.#last.get(model.id) ?? null };
      }),
    );
  }

  /**
   * Starts a download and returns; how it goes is told by `onChanged`.
   * @param acceptedBy who agreed to the licence; noted beside the model
   * @throws {AppError} `not_found`, `invalid_input` when licence or missing hash were not agreed to, `conflict`
   */
  async start({ id, acceptedLicence, acceptUnverified }: DownloadRequest, acceptedBy: string): Promise<ModelDownload> {
    const model = this.#model(id);
    if (acceptedLicence !== model.licence) throw new AppError('invalid_input', `The licence of ${model.name} is ${model.licence}.`);
    if (model.sha256 === null && !acceptUnverified) {
      throw new AppError('invalid_input', `No hash of ${model.name} is known, so it cannot be verified; this has to be agreed to.`);
    }
    if (await isFile(installedFile(this.#options.modelsDir, model))) throw new AppError('conflict', `${model.name} is here already.`);
    if (this.#closed) throw new AppError('unavailable', 'The station is closing.');
    if (this.#running) throw new AppError('conflict', 'Another model is being downloaded; wait for it or cancel it.');
    const running: Running = { id, abort: new AbortController(), discard: false, done: Promise.resolve() };
    this.#running = running;
    const first = this.#tell({ id, state: 'downloading', receivedBytes: 0, totalBytes: model.bytes, problem: null });
    this.#options.log.info({ model: id, licence: model.licence, acceptedBy }, 'downloading a model');
    running.done = this.#run(model, running, acceptedBy);
    return first;
  }

  /** Ends the download and throws away what came; resolves when that is done. @throws {AppError} `not_found` */
  async cancel(id: string): Promise<void> {
    const running = this.#running;
    if (running?.id !== id) throw new AppError('not_found', 'This model is not being downloaded.');
    running.discard = true;
    running.abort.abort();
    await running.done;
  }

  /** Removes an installed model with its side-car. @throws {AppError} `not_found`, `conflict` while it is in use */
  async remove(id: string): Promise<void> {
    const file = installedFile(this.#options.modelsDir, this.#model(id));
    if (!(await isFile(file))) throw new AppError('not_found', 'This model is not here.');
    if (this.#options.inUse() === file) throw new AppError('conflict', 'This model is in use; use another one first.');
    // The model first: a side-car without a model is never listed.
    await rm(file);
    await rm(file.replace(/\.onnx$/, '.json'), { force: true });
    this.#last.delete(id);
    this.#options.log.info({ model: id }, 'a downloaded model was removed');
  }

  /** Ends a running download; what came is kept for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.abort.abort();
    await this.#running?.done;
  }

  async #run(model: PublicModel, running: Running, acceptedBy: string): Promise<void> {
    const part = this.#part(model);
    try {
      await this.#bring(model, part, running.abort.signal);
      this.#tellNow(model.id, 'checking');
      const sha256 = await checkFile(part.file, model, running.abort.signal);
      // From here on the file is whole: an abort comes too late.
      const { modelsDir, inspect, nowMs } = this.#options;
      await installModel({ model, part, sha256, acceptedBy, nowMs: nowMs(), modelsDir, inspect });
      this.#options.log.info({ model: model.id, sha256, verified: model.sha256 !== null }, 'a model was downloaded');
      this.#running = null;
      this.#tellNow(model.id, 'installed');
    } catch (error) {
      await this.#ended(model, part, running, error);
    }
  }

  /** Fetches until all is here; a broken connection is taken up again as long as bytes come. */
  async #bring(model: PublicModel, part: KeptPart, signal: AbortSignal): Promise<void> {
    const waitsMs = this.#options.retryWaitsMs ?? defaultWaitsMs;
    await mkdir(join(this.#options.modelsDir, folder), { recursive: true }).catch((error: unknown) =>
      Promise.reject(storageFailure(error)),
    );
    let before = (await part.resumePoint()).bytes;
    for (let failures = 0; ; ) {
      try {
        return await this.#fetch(model, part, signal);
      } catch (error) {
        if (!(error instanceof DownloadFailure) || !error.retry || signal.aborted) throw error;
        const bytes = await part.bytes();
        failures = bytes > before ? 0 : failures + 1;
        before = bytes;
        const waitMs = waitsMs[failures];
        if (waitMs === undefined) throw error;
        this.#options.log.warn({ model: model.id, bytes, reason: error.message }, 'a model download goes on after a break');
        await wait(waitMs, undefined, { signal });
      }
    }
  }

  #fetch(model: PublicModel, part: KeptPart, signal: AbortSignal): Promise<void> {
    const { rules, modelsDir, freeBytes = freeBytesOf } = this.#options;
    let toldAt = Number.NEGATIVE_INFINITY;
    const onProgress = (receivedBytes: number, totalBytes: number | null) => {
      if (performance.now() - toldAt < progressEveryMs) return;
      toldAt = performance.now();
      this.#tell({ id: model.id, state: 'downloading', receivedBytes, totalBytes: totalBytes ?? model.bytes, problem: null });
    };
    return fetchFile({ model, part, rules, signal, freeBytes: () => freeBytes(modelsDir), onProgress });
  }

  async #ended(model: PublicModel, part: KeptPart, running: Running, error: unknown): Promise<void> {
    const cancelled = running.abort.signal.aborted;
    const failure = error instanceof DownloadFailure ? error : null;
    // A part that cannot be removed now is overwritten or refused by the next try.
    if (running.discard || (failure && spoilt.has(failure.downloadCause))) await part.remove().catch(() => undefined);
    this.#running = null;
    if (cancelled) {
      this.#tellNow(model.id, 'cancelled');
      return;
    }
    const problem = {
      cause: failure?.downloadCause ?? ('storage' as const),
      message: (failure?.message ?? 'An error of the station.').slice(0, 500),
    };
    if (failure) this.#options.log.warn({ model: model.id, ...problem }, 'a model download failed');
    else this.#options.log.error({ err: error, model: model.id }, 'a model download failed in an unexpected way');
    this.#tell({ ...this.#state(model.id), state: 'failed', problem });
  }

  #model(id: string): PublicModel {
    const model = this.#options.models.find((known) => known.id === id);
    if (!model) throw new AppError('not_found', 'The catalogue has no such model.');
    return model;
  }

  #part(model: PublicModel): KeptPart {
    return new KeptPart(join(this.#options.modelsDir, folder, `${model.id}.part`), model.url, model.sha256 !== null);
  }

  #state(id: string): ModelDownload {
    return this.#last.get(id) ?? { id, state: 'downloading', receivedBytes: 0, totalBytes: null, problem: null };
  }

  #tellNow(id: string, state: ModelDownload['state']): void {
    const last = this.#state(id);
    const receivedBytes = state === 'cancelled' ? 0 : state === 'installed' ? (last.totalBytes ?? last.receivedBytes) : last.receivedBytes;
    this.#tell({ ...last, state, receivedBytes, problem: null });
  }

  #tell(download: ModelDownload): ModelDownload {
    this.#last.set(download.id, download);
    this.#options.onChanged(download);
    return download;
  }
}

/** Begun files lie here, out of sight of the list of models. */
const folder = '.downloads';

function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function freeBytesOf(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
