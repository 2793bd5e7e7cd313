import type { RemoteArchiveNotice, RemoteArchiveSettings, RemoteTrouble } from '../../../../shared/schemas/remote-archive.ts';
import type { NowMs } from '../../clock.ts';
import type { Logger } from '../../logging/logger.ts';
import type { RecordingRepository } from '../../store/recording-repository.ts';
import type { RemoteObjectRepository } from '../../store/remote-object-repository.ts';
import { backOffMs } from './back-off.ts';
import { Pace } from './pace.ts';
import { pruneRemote } from './prune-remote.ts';
import type { S3Client } from './s3-client.ts';
import { networkFailure, S3Failure } from './s3-failure.ts';
import { uploadFile } from './upload-file.ts';
import type { UploadItem } from './upload-item.ts';
import type { UploadWork } from './upload-work.ts';

/** The archive as it is set up now. */
export interface Connection {
  readonly client: S3Client;
  readonly place: string;
  readonly settings: RemoteArchiveSettings;
}

export interface UploaderOptions {
  readonly objects: RemoteObjectRepository;
  readonly recordings: Pick<RecordingRepository, 'remoteUnlocked' | 'removeAs'>;
  readonly work: UploadWork;
  /** `off` or what is missing while nothing is to be uploaded. */
  readonly connection: () => Connection | 'off' | RemoteTrouble;
  readonly onNotice: (notice: RemoteArchiveNotice) => void;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  readonly nowMs: NowMs;
}

const lookEveryMs = 5_000;
/** Files on their way at once. */
const atOnce = 2;
/** With nothing to do it is asked this often whether it is still there. */
const probeEveryMs = 60_000;
const pruneEveryMs = 600_000;
/** Refusals that are about the one file, not about the archive. */
const ofTheFile: readonly string[] = ['rejected'];

/** Brings what is due into the archive and deletes there what is past its time; live view, recording and alerts never wait for it. */
export class Uploader {
  readonly #options: UploaderOptions;
  readonly #closing = new AbortController();
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #notice: RemoteArchiveNotice = { state: 'off', trouble: null };
  /** Other settings or another secret make a new one, which has not failed yet. */
  #tried: S3Client | null = null;
  #failures = 0;
  #notBeforeMs = 0;
  #probedAtMs = 0;
  #prunedAtMs = 0;
  #pruneTrouble: RemoteArchiveNotice['trouble'] = null;

  constructor(options: UploaderOptions) {
    this.#options = options;
    this.#pace = new Pace(() => {
      const connection = options.connection();
      const kbit = connection !== 'off' && 'settings' in connection ? connection.settings.maxKbitPerS : null;
      return kbit === null ? null : kbit * 125;
    });
  }

  get notice(): RemoteArchiveNotice {
    return this.#notice;
  }

  /** When it is tried again after a failure; null = nothing failed. */
  get nextTryAtMs(): number | null {
    return this.#failures > 0 ? this.#notBeforeMs : null;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
    void this.look();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#closing.abort();
    await this.#working;
  }

  /** Settings changed, or somebody does not want to wait: everything is tried again at once. */
  retry(): Promise<void> {
    this.#forgetFailures();
    const before = this.#working;
    return before ? before.then(() => this.look()) : this.look();
  }

  /** Does what is due; its timer does the same. Never throws. */
  look(): Promise<void> {
    this.#working ??= this.#look()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'the archive could not be looked after'))
      .finally(() => {
        this.#working = null;
      });
    return this.#working;
  }

  async #look(): Promise<void> {
    const { nowMs } = this.#options;
    const connection = this.#connection();
    if (connection && connection.client !== this.#tried) this.#forgetFailures();
    this.#tried = connection?.client ?? null;
    if (!connection || nowMs() < this.#notBeforeMs) return;
    try {
      await this.#uploadAll(connection);
      await this.#probe(connection);
    } catch (error) {
      if (this.#closing.signal.aborted || !this.#isCurrent(connection)) return;
      if (!(error instanceof S3Failure)) throw error;
      this.#failed(error);
    }
  }

  #forgetFailures(): void {
    this.#failures = 0;
    this.#notBeforeMs = 0;
    this.#probedAtMs = 0;
    this.#prunedAtMs = 0;
    this.#pruneTrouble = null;
  }

  /** @returns null while there is nothing to work with */
  #connection(): Connection | null {
    const connection = this.#options.connection();
    if (connection === 'off') this.#enter({ state: 'off', trouble: null });
    else if ('problem' in connection) this.#enter({ state: 'incomplete', trouble: { ...connection, sinceMs: this.#sinceMs(connection) } });
    else return connection;
    return null;
  }

  #isCurrent({ client }: Connection): boolean {
    const now = this.#options.connection();
    return now !== 'off' && 'client' in now && now.client === client;
  }

  async #uploadAll(connection: Connection): Promise<void> {
    const { work } = this.#options;
    const { place, settings } = connection;
    for (;;) {
      if (this.#closing.signal.aborted || !this.#isCurrent(connection)) return;
      await this.#prune(connection);
      const items = await work.next(place, settings, atOnce);
      if (items.length === 0) return;
      if (this.#failures === 0) this.#calm('working');
      const results = await Promise.allSettled(items.map((item) => this.#upload(connection, item)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    }
  }

  async #upload({ client, place }: Connection, item: UploadItem): Promise<void> {
    const { objects, work, log, nowMs } = this.#options;
    const { id, kind, endMs, codec, width, height } = item;
    try {
      const { key, bytes, sha256 } = await uploadFile(client, item, this.#pace, this.#closing.signal);
      await objects.stored({ id, kind, endMs, codec, width, height, place, objectKey: key, bytes, sha256, storedAtMs: nowMs() });
      this.#succeeded();
      this.#calm('working');
    } catch (given) {
      const error = networkFailure(given);
      if (error instanceof S3Failure && !ofTheFile.includes(error.problem)) throw error;
      if (this.#closing.signal.aborted) return;
      work.skip(item);
      log.warn({ err: error, kind, itemId: id }, 'a file could not be brought into the archive; it stays here');
    }
  }

  /** That something cannot be deleted there keeps nothing from being uploaded, but is told. */
  async #prune({ client, place, settings }: Connection): Promise<void> {
    const { objects, recordings, nowMs, log } = this.#options;
    if (nowMs() - this.#prunedAtMs < pruneEveryMs) return;
    this.#prunedAtMs = nowMs();
    try {
      const deleted = await pruneRemote({ objects, recordings, client, place, keepDays: settings.keepDays, nowMs }, this.#closing.signal);
      this.#pruneTrouble = null;
      if (deleted > 0) log.info({ deleted }, 'what is past its time was deleted from the archive');
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
      log.warn({ ...error.trouble }, 'the archive does not delete what is past its time');
      this.#pruneTrouble = { ...error.trouble, sinceMs: this.#pruneTrouble?.sinceMs ?? nowMs() };
    }
  }

  /** Nothing is due: that it is there is asked, so that nobody learns of it only when they need it. */
  async #probe(connection: Connection): Promise<void> {
    const { nowMs } = this.#options;
    if (this.#failures > 0 || nowMs() - this.#probedAtMs >= probeEveryMs) {
      await connection.client.probe(this.#closing.signal);
      this.#succeeded();
    }
    if (this.#isCurrent(connection) && !this.#closing.signal.aborted) this.#calm('idle');
  }

  #calm(state: 'idle' | 'working'): void {
    this.#enter(this.#pruneTrouble ? { state: 'failing', trouble: this.#pruneTrouble } : { state, trouble: null });
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#probedAtMs = this.#options.nowMs();
  }

  #failed(error: S3Failure): void {
    const { nowMs, log } = this.#options;
    this.#failures += 1;
    this.#notBeforeMs = nowMs() + backOffMs(this.#failures);
    if (this.#failures === 1) log.warn({ ...error.trouble }, 'the archive cannot be used; it is tried again');
    this.#enter({ state: 'failing', trouble: { ...error.trouble, sinceMs: this.#sinceMs(error) } });
  }

  /** Since when it is in this trouble. */
  #sinceMs({ problem }: Pick<RemoteTrouble, 'problem'>): number {
    const { trouble } = this.#notice;
    return trouble?.problem === problem ? trouble.sinceMs : this.#options.nowMs();
  }

  #enter(notice: RemoteArchiveNotice): void {
    const before = this.#notice;
    this.#notice = notice;
    if (before.state !== notice.state || before.trouble?.problem !== notice.trouble?.problem) this.#options.onNotice(notice);
  }
}
