import { join } from 'node:path';
import type { RemoteArchiveSettings } from '../../../../shared/schemas/remote-archive.ts';
import { dayMs, type NowMs } from '../../clock.ts';
import type { EvidenceFiles } from '../../evidence/evidence-files.ts';
import type { DueStretch, Range, RemoteObjectRepository } from '../../store/remote-object-repository.ts';
import { clipItem, exportItem, segmentItem, type UploadItem } from './upload-item.ts';

export interface UploadWorkOptions {
  readonly objects: RemoteObjectRepository;
  /** Of the recordings, absolute. */
  readonly folder: string;
  readonly evidence: Pick<EvidenceFiles, 'clip' | 'exported'>;
  readonly nowMs: NowMs;
}

type Days = Pick<RemoteArchiveSettings, 'uploadAfterDays' | 'keepDays'>;

/** What is to be uploaded, evidence first, then recordings from the oldest on. */
export class UploadWork {
  readonly #options: UploadWorkOptions;
  /** Those that were refused or could not be read in this life. */
  readonly #skipped = new Set<string>();

  constructor(options: UploadWorkOptions) {
    this.#options = options;
  }

  get skipped(): number {
    return this.#skipped.size;
  }

  /** It is left out until the station starts anew or somebody says so. */
  skip(item: UploadItem): void {
    this.#skipped.add(keyOf(item));
  }

  retrySkipped(): void {
    this.#skipped.clear();
  }

  async next(place: string, days: Days, limit: number): Promise<UploadItem[]> {
    const { objects, folder, evidence } = this.#options;
    const most = limit + this.#skipped.size;
    const clips = await objects.unstoredClips(place, most);
    const found = this.#wanted(clips.map((clip) => clipItem(clip, evidence.clip(clip.incidentId, clip.cameraId))));
    if (found.length < limit) {
      // What was deleted there because of its age must not come again.
      const fromMs = this.#due(days).endedFromMs;
      const exports = (await objects.unstoredExports(place, most)).filter(({ createdAtMs }) => createdAtMs >= fromMs);
      found.push(...this.#wanted(exports.map((one) => exportItem(one, evidence.exported(one.id)))));
    }
    if (found.length < limit) {
      const segments = await objects.unstoredSegments(this.#due(days), most);
      found.push(...this.#wanted(segments.map((segment) => segmentItem(segment, join(folder, segment.path)))));
    }
    return found.slice(0, limit);
  }

  /** Recordings; evidence is so little that it does not count. */
  waiting(days: Days, began: Range) {
    return this.#options.objects.waitingSegments(this.#due(days), began);
  }

  #due({ uploadAfterDays, keepDays }: Days): DueStretch {
    const nowMs = this.#options.nowMs();
    return { endedFromMs: keepDays === null ? 0 : nowMs - keepDays * dayMs, endedBeforeMs: nowMs - uploadAfterDays * dayMs + 1 };
  }

  #wanted(items: readonly UploadItem[]): UploadItem[] {
    return items.filter((item) => !this.#skipped.has(keyOf(item)));
  }
}

/** A clip that was cut anew is worth another try. */
function keyOf({ id, expected }: UploadItem): string {
  return `${id} ${expected ?? ''}`;
}
