import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { type EvidenceExport, type ExportRequest, maxExportMs } from '../../../shared/schemas/evidence.ts';
import type { Place } from '../../../shared/domain/reach.ts';
import { AppError } from '../../../shared/errors.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { ExportRecord } from '../store/evidence-repository.ts';
import { codeOf } from '../recording/segment-disk.ts';
import type { Store } from '../store/store.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { ExportContent } from './export-content.ts';
import type { ExportRoom } from './export-room.ts';
import { writeManifest } from './manifest.ts';
import type { StationKey } from './station-key.ts';

export interface ExportServiceOptions {
  readonly store: Pick<Store, 'evidence'>;
  readonly files: EvidenceFiles;
  readonly content: Pick<ExportContent, 'fill'>;
  readonly room: Pick<ExportRoom, 'assertPossible'>;
  readonly key: StationKey;
  readonly version: string;
  readonly onProgress: (job: Pick<EvidenceExport, 'id' | 'state' | 'progress'>) => void;
  readonly log: Pick<Logger, 'error' | 'info'>;
  readonly nowMs: NowMs;
}

const keepMs = 7 * 24 * 60 * 60 * 1000;
const mostExports = 200;

/** Makes exports one after the other. What a restart interrupted is begun again. */
export class ExportService {
  readonly #options: ExportServiceOptions;
  readonly #closing = new AbortController();
  #running: { readonly id: string; readonly stop: AbortController; progress: number } | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(options: ExportServiceOptions) {
    this.#options = options;
  }

  /** Goes on with what was not finished, and removes what is older than a week. */
  async start(): Promise<void> {
    const { store, nowMs } = this.#options;
    for (const { id, state, createdAtMs } of (await store.evidence.exports(mostExports)).reverse()) {
      if (createdAtMs < nowMs() - keepMs) await this.#remove(id);
      else if (state === 'queued' || state === 'running') this.#enqueue(id);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#running?.stop.abort();
    await this.#working;
  }

  /** @param places what somebody must reach to have the export @throws {AppError} `invalid_input`, `not_found`, `unavailable`. */
  async request(request: ExportRequest, places: readonly Place[], by: string): Promise<EvidenceExport> {
    assertRequest(request);
    const { store, nowMs, room } = this.#options;
    await room.assertPossible(request);
    const record: ExportRecord = {
      ...{ id: randomUUID(), state: 'queued', problem: null, requestedBy: by, request, places: [...places] },
      ...{ createdAtMs: nowMs(), doneAtMs: null, bytes: null },
    };
    await store.evidence.insertExport(record);
    this.#enqueue(record.id);
    return this.#shown(record);
  }

  /** Newest first. */
  async list(mayHave: (places: readonly Place[]) => boolean): Promise<EvidenceExport[]> {
    const all = await this.#options.store.evidence.exports(mostExports);
    return all.filter(({ places }) => mayHave(places)).map((record) => this.#shown(record));
  }

  /** Stops it while it is made, removes it when it is made. @throws {AppError} `not_found`. */
  async cancel(id: string, mayHave: (places: readonly Place[]) => boolean): Promise<EvidenceExport> {
    const record = await this.#require(id, mayHave);
    if (this.#running?.id === id) this.#running.stop.abort();
    const cancelled = { ...record, state: 'cancelled' as const, doneAtMs: this.#options.nowMs(), bytes: null };
    await this.#end(id, { state: 'cancelled', doneAtMs: cancelled.doneAtMs, bytes: null });
    await rm(this.#options.files.exported(id), { force: true });
    return this.#shown(cancelled);
  }

  /** Absolute path of a finished export. @throws {AppError} `not_found`. */
  async fileOf(id: string, mayHave: (places: readonly Place[]) => boolean): Promise<string> {
    const record = await this.#require(id, mayHave);
    if (record.state !== 'done') throw new AppError('not_found', 'There is no such export, or it is not finished.');
    return this.#options.files.exported(id);
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#working;
  }

  /** What is out of reach is answered as what does not exist. */
  async #require(id: string, mayHave: (places: readonly Place[]) => boolean): Promise<ExportRecord> {
    const record = await this.#options.store.evidence.export(id);
    if (!record || !mayHave(record.places)) throw new AppError('not_found', 'There is no such export, or it is not finished.');
    return record;
  }

  #enqueue(id: string): void {
    this.#working = this.#working
      .then(() => this.#make(id))
      .catch((error: unknown) => this.#options.log.error({ err: error, exportId: id }, 'an export could not be seen to'));
  }

  async #make(id: string): Promise<void> {
    const { store, files, log, nowMs } = this.#options;
    const record = await store.evidence.export(id);
    if (this.#closing.signal.aborted || !record || (record.state !== 'queued' && record.state !== 'running')) return;
    const stop = new AbortController();
    this.#running = { id, stop, progress: 0 };
    const work = files.exportWork(id);
    try {
      await rm(work, { recursive: true, force: true });
      await store.evidence.changeExport(id, { state: 'running' });
      this.#tell(id, 'running', 0);
      const bytes = await this.#build(record, work, stop.signal);
      stop.signal.throwIfAborted();
      await this.#end(id, { state: 'done', problem: null, bytes, doneAtMs: nowMs() });
    } catch (error) {
      // Closed: the next start makes it. Cancelled: the row says so already.
      if (this.#closing.signal.aborted || stop.signal.aborted) return;
      log.error({ err: error, exportId: id }, 'an export failed');
      await this.#end(id, { state: 'failed', problem: problemOf(error), doneAtMs: nowMs() });
    } finally {
      this.#running = null;
      await rm(work, { recursive: true, force: true });
    }
  }

  async #build(record: ExportRecord, work: string, signal: AbortSignal): Promise<number> {
    const { content, key, version, files, nowMs } = this.#options;
    const folder = join(work, 'content');
    await content.fill(record, folder, join(work, 'scratch'), signal, (share) => this.#tell(record.id, 'running', share * 0.95));
    const paths = await writeManifest(folder, key, { version, createdAtMs: nowMs(), by: record.requestedBy });
    signal.throwIfAborted();
    const target = files.exported(record.id);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const unfinished = join(work, 'export.zip');
    await zip(folder, paths, unfinished, signal);
    await rename(unfinished, target);
    return (await stat(target)).size;
  }

  async #end(id: string, change: Parameters<Store['evidence']['changeExport']>[1] & { state: EvidenceExport['state'] }): Promise<void> {
    await this.#options.store.evidence.changeExport(id, change);
    this.#tell(id, change.state, change.state === 'done' ? 1 : 0);
  }

  #tell(id: string, state: EvidenceExport['state'], progress: number): void {
    if (this.#running?.id === id) this.#running.progress = progress;
    this.#options.onProgress({ id, state, progress });
  }

  async #remove(id: string): Promise<void> {
    await rm(this.#options.files.exported(id), { force: true });
    await this.#options.store.evidence.removeExport(id);
  }

  #shown({ places: _hidden, requestedBy, ...record }: ExportRecord): EvidenceExport {
    const progress = record.state === 'done' ? 1 : this.#running?.id === record.id ? this.#running.progress : 0;
    const url = record.state === 'done' ? `/api/evidence/exports/${record.id}/download` : null;
    return { ...record, by: requestedBy, progress, url };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const isFull = ['ENOSPC', 'EDQUOT'].includes(codeOf(error)) || /No space left/.test(String(error));
  return isFull ? 'The disk became full while it was made.' : 'It could not be made; the log of the station says more.';
}

function assertRequest({ incidentIds, cameraIds, fromMs, toMs }: ExportRequest): void {
  if ((incidentIds === undefined) === (cameraIds === undefined))
    throw new AppError('invalid_input', 'Name either incidentIds, or cameraIds with fromMs and toMs.');
  if (cameraIds === undefined) return;
  if (fromMs === undefined || toMs === undefined) throw new AppError('invalid_input', 'fromMs and toMs: are needed with cameraIds');
  if (toMs <= fromMs) throw new AppError('invalid_input', 'toMs: must be after fromMs');
  if (toMs - fromMs > maxExportMs) throw new AppError('invalid_input', 'toMs: at most two hours can be exported at once');
}

/** Stored as they are: video does not get smaller. */
async function zip(folder: string, paths: readonly string[], target: string, signal: AbortSignal): Promise<void> {
  const file = new yazl.ZipFile();
  for (const path of paths) file.addFile(join(folder, path), path, { compress: /\.jsonl?$/.test(path) });
  file.end();
  await pipeline(file.outputStream, createWriteStream(target, { mode: 0o600 }), { signal });
}
