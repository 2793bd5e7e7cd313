import type {
  RemoteArchiveNotice,
  RemoteArchiveSettings,
  RemoteArchiveStatus,
  RemoteArchiveTest,
  RemoteTrouble,
} from '../../../../shared/schemas/remote-archive.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { NowMs } from '../../clock.ts';
import type { Logger } from '../../logging/logger.ts';
import type { LiveSettings } from '../../notifications/channels/settings/live-settings.ts';
import type { RecordingRepository, SegmentRecord } from '../../store/recording-repository.ts';
import type { RemoteObject, RemoteObjectRepository } from '../../store/remote-object-repository.ts';
import type { RecordingArchiveSeam } from '../recording-service.ts';
import { ArchiveTotals, noTotals } from './archive-totals.ts';
import type { RemoteCache } from './remote-cache.ts';
import { remoteWords } from './remote-words.ts';
import { S3Client } from './s3-client.ts';
import { networkFailure, S3Failure } from './s3-failure.ts';
import { placeOf, type S3Target, targetOf } from './s3-target.ts';
import { tryArchive } from './try-archive.ts';
import { type Connection, Uploader } from './uploader.ts';
import type { UploadWork } from './upload-work.ts';

export interface RemoteArchiveOptions {
  readonly settings: LiveSettings<RemoteArchiveSettings>;
  readonly objects: RemoteObjectRepository;
  readonly recordings: Pick<RecordingRepository, 'remoteUnlocked' | 'removeAs'>;
  readonly work: UploadWork;
  readonly cache: RemoteCache;
  readonly onNotice: (notice: RemoteArchiveNotice) => void;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  readonly nowMs: NowMs;
}

/** The S3-compatible archive of the station: what goes there, what is fetched from there, and how it is. */
export class RemoteArchive implements RecordingArchiveSeam {
  readonly #options: RemoteArchiveOptions;
  readonly #uploader: Uploader;
  readonly #totals: ArchiveTotals;
  #client: { readonly client: S3Client; readonly target: S3Target } | null = null;
  #lastPlace: string | null = null;

  constructor(options: RemoteArchiveOptions) {
    this.#options = options;
    this.#totals = new ArchiveTotals(options);
    const onNotice = (notice: RemoteArchiveNotice) => {
      this.#totals.forget();
      options.onNotice(notice);
    };
    this.#uploader = new Uploader({ ...options, onNotice, connection: () => this.#connection() });
  }

  async start(): Promise<void> {
    await this.#options.settings.reload();
    await this.#takeSettings();
    this.#options.cache.start();
    this.#uploader.start();
  }

  async close(): Promise<void> {
    this.#options.settings.close();
    await Promise.all([this.#uploader.close(), this.#options.cache.close()]);
    await this.#client?.client.close();
  }

  /** Settings or secret were changed. */
  async changed(): Promise<void> {
    await this.#takeSettings();
    this.#options.work.retrySkipped();
    void this.#uploader.retry();
  }

  /** Everything that is due is tried again now. */
  async retry(): Promise<RemoteArchiveStatus> {
    this.#options.work.retrySkipped();
    void this.#uploader.retry();
    return this.status();
  }

  /** Does what is due now; its timer does the same. */
  look(): Promise<void> {
    return this.#uploader.look();
  }

  async status(): Promise<RemoteArchiveStatus> {
    const settings = this.#settings;
    const place = placeOf(settings);
    const totals = place === null ? noTotals : await this.#totals.of(place, settings);
    const { notice, nextTryAtMs } = this.#uploader;
    return { ...notice, place, ...totals, skipped: this.#options.work.skipped, nextTryAtMs };
  }

  /** Tries the settings as they are stored, also while the archive is switched off. @throws {AppError} `conflict` when they are incomplete. */
  async test(): Promise<RemoteArchiveTest> {
    const client = this.#clientNow();
    if (!client) throw new AppError('conflict', this.#missing());
    return tryArchive(client);
  }

  place(): string | null {
    return placeOf(this.#settings);
  }

  holds(): { readonly days: number | null } | null {
    const { enabled, keepDays } = this.#settings;
    return enabled && this.place() !== null ? { days: keepDays } : null;
  }

  async isKept(segment: SegmentRecord): Promise<boolean> {
    const object = await this.#options.objects.get(segment.id);
    return object !== null && (await this.#options.cache.kept(object)) !== null;
  }

  async fetch(segment: SegmentRecord): Promise<string> {
    const object = await this.#options.objects.get(segment.id);
    if (!object) throw new AppError('unavailable', 'This recording is not in the archive any longer.');
    const { cache } = this.#options;
    const kept = await cache.kept(object);
    if (kept !== null) return kept;
    try {
      return await cache.fetch(this.#clientFor(object), object);
    } catch (error) {
      const failure = networkFailure(error);
      if (!(failure instanceof S3Failure)) throw failure;
      this.#options.log.warn({ ...failure.trouble, segmentId: segment.id }, 'a recording could not be fetched from the archive');
      throw new AppError('unavailable', remoteWords(failure.trouble), { cause: failure, details: { archive: failure.problem } });
    }
  }

  get #settings(): RemoteArchiveSettings {
    return this.#options.settings.current().settings;
  }

  /** @throws {AppError} `unavailable` when it lies where the station does not look any longer. */
  #clientFor({ place }: RemoteObject): S3Client {
    if (place !== this.place())
      throw new AppError('unavailable', `This recording lies in ${place}, which is not the archive of this station any longer.`);
    const client = this.#clientNow();
    if (!client) throw new AppError('unavailable', this.#missing(), { details: { archive: 'incomplete' } });
    return client;
  }

  #connection(): Connection | 'off' | RemoteTrouble {
    const { settings } = this.#options.settings.current();
    if (!settings.enabled) return 'off';
    const client = this.#clientNow();
    const place = placeOf(settings);
    return client && place ? { client, place, settings } : { problem: 'incomplete', detail: this.#missing() };
  }

  /** The client for the settings as they are now; null while they are incomplete. */
  #clientNow(): S3Client | null {
    const { settings, secret, problem } = this.#options.settings.current();
    const target = problem === null ? targetOf(settings, secret) : null;
    if (this.#client && target && isSame(this.#client.target, target)) return this.#client.client;
    void this.#client?.client.close();
    this.#client = target && { target, client: new S3Client(target) };
    return this.#client?.client ?? null;
  }

  /** In words; the first thing a person would enter. */
  #missing(): string {
    const { settings, secret, problem } = this.#options.settings.current();
    if (problem !== null) return problem;
    const { endpoint, bucket, accessKeyId } = settings;
    const given = { address: endpoint, bucket, 'access key': accessKeyId, secret: secret ?? '' };
    const missing = Object.entries(given).flatMap(([name, value]) => (value === '' ? [name] : []));
    return `Missing: ${missing.join(', ')}`;
  }

  async #takeSettings(): Promise<void> {
    const place = this.place();
    if (place === null || place === this.#lastPlace) return;
    this.#lastPlace = place;
    await this.#options.objects.leaveOtherPlaces(place);
  }
}

function isSame(a: S3Target, b: S3Target): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
