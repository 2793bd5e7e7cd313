import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { Incident } from '../../../../shared/schemas/incident.ts';
import type { Notice } from '../../../../shared/schemas/notification.ts';
import { SendRefusal } from '../channel.ts';
import { type NoticeText, noticeText } from '../texts/notice-text.ts';
import { type StationTime, stationTime } from '../texts/station-time.ts';

/** Incidents as channels read them. */
export interface IncidentSource {
  /** @throws {AppError} `not_found`. */
  get(id: string): Promise<Incident>;
  /** Absolute path of the very frame that raised it; null = there is none (any more). */
  photoPath(id: string): Promise<string | null>;
}

export interface NoticeReaderOptions {
  readonly incidents: IncidentSource;
  /** Where the console can be reached from outside, without a slash at the end; null = it cannot. */
  readonly publicUrl: () => string | null;
  readonly time?: StationTime;
}

/** A notice with everything that channels put into a message. */
export interface ReadNotice {
  readonly notice: Notice;
  readonly incident: Incident | null;
  readonly text: NoticeText;
}

/** Photos are frames of a camera; what is larger than this is none of ours. */
const maxPhotoBytes = 10 * 1024 * 1024;

/** Reads what notices are about, when they are sent: a late message tells the present state. */
export class NoticeReader {
  readonly #options: NoticeReaderOptions & { readonly time: StationTime };

  constructor(options: NoticeReaderOptions) {
    this.#options = { time: stationTime(), ...options };
  }

  /** @throws {SendRefusal} for good when the incident is gone. */
  async read(notice: Notice): Promise<ReadNotice> {
    const { publicUrl, time } = this.#options;
    const incident = 'incidentId' in notice ? await this.#incident(notice.incidentId) : null;
    return { notice, incident, text: noticeText(notice, { incident, publicUrl: publicUrl(), time }) };
  }

  /** The photo of an alert as JPEG bytes; null when it has none or it cannot be read: an alert without is better than none. */
  async photo({ notice, incident }: ReadNotice): Promise<Buffer | null> {
    if (!incident || notice.kind !== 'alert') return null;
    try {
      const path = await this.#options.incidents.photoPath(incident.id);
      if (path === null || (await stat(path)).size > maxPhotoBytes) return null;
      return await readFile(path);
    } catch {
      // Deleted meanwhile, or the disk is away: the words still go out.
      return null;
    }
  }

  async #incident(id: string): Promise<Incident> {
    try {
      return await this.#options.incidents.get(id);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') throw new SendRefusal('The incident no longer exists.', null);
      throw error;
    }
  }
}
