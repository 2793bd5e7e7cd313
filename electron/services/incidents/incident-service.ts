import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Incident, IncidentFilter, IncidentPatch, IncidentsSince } from '../../../shared/schemas/incident.ts';
import type { Via } from '../../../shared/schemas/channel-name.ts';
import { type Place, reaches } from '../../../shared/domain/reach.ts';
import { type Reach, wholeReach } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import { type IncidentRecord, incidentOf } from '../store/incident-record.ts';
import { type AlertPlanner, noContacts } from './alert-planner.ts';
import { ConsoleAlerts, type ConsoleAlertsOptions } from './console-alerts.ts';
import { decideHandOver, decideStatus } from './incident-decision.ts';
import { eventsOf } from './incident-events.ts';
import { IncidentRecorder, type RecorderLimits } from './incident-recorder.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { EmergencyReport, Sighting } from './new-incident.ts';
import { PhotoStore } from './photo-store.ts';

export interface IncidentServiceOptions extends Omit<ConsoleAlertsOptions, 'nowMs'>, Partial<RecorderLimits> {
  /** Photos are kept in its folder `photos`. */
  readonly dataDir: string;
  readonly nowMs?: NowMs;
  /** Who is told besides the consoles; without it nobody is. */
  readonly planner?: AlertPlanner;
}

export interface IncidentList {
  readonly incidents: Incident[];
  /** How many fit the filter, whatever the page. */
  readonly total: number;
  /** Cursor of the next page; null = this was the last. */
  readonly nextBeforeId: string | null;
}

export interface IncidentChanges {
  readonly incidents: Incident[];
  readonly cursor: number;
  readonly more: boolean;
}

/** Transactions that were begun earlier are committed by then: what a cursor passed over cannot appear behind it. */
const settleMs = 60_000;

const defaults = {
  nowMs: Date.now,
  planner: noContacts,
  mergeWindowMs: 60_000,
  photoDeadlineMs: 500,
  storeDeadlineMs: 1_000,
  storeRetryMs: 5_000,
};

/**
 * Makes incidents of what the recogniser saw, and keeps what people do about them. Durable before loud: the photo, then the row with
 * its alert in one transaction, then the alert. Only when disk or database fail does the alert go out alone, and says so.
 */
export class IncidentService {
  readonly #options: IncidentServiceOptions & { readonly nowMs: NowMs; readonly planner: AlertPlanner };
  readonly #photos: PhotoStore;
  readonly #alerts: ConsoleAlerts;
  readonly #recorder: IncidentRecorder;
  readonly #queue = new KeyedQueue();

  constructor(given: IncidentServiceOptions) {
    const options = { ...defaults, ...given };
    this.#options = options;
    this.#photos = new PhotoStore(join(options.dataDir, 'photos'));
    this.#alerts = new ConsoleAlerts(options);
    this.#recorder = new IncidentRecorder({ ...options, photos: this.#photos, alerts: this.#alerts });
  }

  /** Sends the alerts that a crash held back. */
  start(): Promise<void> {
    return this.#alerts.flush();
  }

  /** Lets what is under way finish; alerts that are not out by then go out at the next start. The store is closed by its owner. */
  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#recorder.unstored.close();
    await this.#alerts.close();
  }

  /** A new incident, or the one this sighting belongs to. Resolves once the alert was handed over. */
  raise(sighting: Sighting): Promise<Incident> {
    return this.#queue.run(`${sighting.camera.id}:${sighting.candidate.kind}`, () => this.#recorder.record(sighting));
  }

  /** A person calls for help. Tries of one call take turns and make one incident. Resolves once the alert was handed over. */
  raiseEmergency(report: EmergencyReport): Promise<Incident> {
    return this.#queue.run(`emergency:${report.who}`, () => this.#recorder.recordEmergency(report));
  }

  /** @throws {AppError} `not_found`. */
  async get(id: string): Promise<Incident> {
    return incidentOf(await this.#require(id));
  }

  /** Where it happened; null when there is no such incident. */
  async placeOf(id: string): Promise<Place | null> {
    return this.#recorder.unstored.get(id) ?? (await this.#options.store.incidents.get(id));
  }

  /** Newest first, only those within reach. @throws {AppError} `invalid_input` when the cursor names none of them. */
  async list({ beforeId, ...filter }: IncidentFilter, reach: Reach = wholeReach): Promise<IncidentList> {
    const { incidents } = this.#options.store;
    const before = beforeId === undefined ? null : await incidents.get(beforeId);
    if (beforeId !== undefined && (!before || !reaches(reach, before)))
      throw new AppError('invalid_input', 'beforeId: there is no such incident');
    const { records, total } = await incidents.list({ ...filter, limit: filter.limit + 1 }, before, reach);
    const page = records.slice(0, filter.limit).map(incidentOf);
    return { incidents: page, total, nextBeforeId: records.length > page.length ? (page.at(-1)?.id ?? null) : null };
  }

  /**
   * What was raised or changed since the cursor, oldest change first, only within reach. The cursor of the last page lies a minute back:
   * a change of the last minute may come again, and none is passed over.
   */
  async since({ cursor, limit }: IncidentsSince, reach: Reach = wholeReach): Promise<IncidentChanges> {
    const nowMs = this.#options.nowMs();
    const settled = Math.max(0, nowMs - settleMs) * 1000;
    if (cursor === undefined) return { incidents: [], cursor: settled, more: false };
    // A cursor from the future was given before this station's clock was put back.
    const after = cursor > (nowMs + settleMs) * 1000 ? settled : cursor;
    const found = await this.#options.store.incidents.changedSince(after, limit + 1, reach);
    const page = found.slice(0, limit);
    const more = found.length > page.length;
    return { incidents: page.map(({ record }) => incidentOf(record)), cursor: more ? (page.at(-1)?.seq ?? after) : settled, more };
  }

  /**
   * Takes, hands over, closes, reopens or annotates an incident; the one gate for every channel. Of two who take it at once exactly
   * one does, wherever they are. Everybody who got the alert is told.
   * @param who name of the person, as the others are to read it.
   * @throws {AppError} `not_found`; `conflict` naming who was first; `unavailable` while the incident itself is not stored.
   */
  async update(id: string, patch: IncidentPatch, who: string, via: Via = 'console'): Promise<Incident> {
    if (this.#recorder.unstored.get(id))
      throw new AppError('unavailable', 'The database has not taken this incident yet; try again in a moment.');
    // A round that loses the race sees the winner's status in the next one, and mostly refuses; nobody can lose for ever.
    for (let round = 0; round < 10; round += 1) {
      const updated = await this.#tryUpdate(await this.#require(id), patch, who, via);
      if (updated) return updated;
    }
    throw new AppError('conflict', 'This incident keeps changing; look at it again.');
  }

  /** A console reports that a person can see the alert; the first one counts. @throws {AppError} `not_found`. */
  async markShown(id: string, who: string | null = null): Promise<void> {
    const record = await this.#options.store.incidents.markShown(id, this.#options.nowMs(), who);
    if (record) this.#options.onChanged(incidentOf(record));
    else await this.#require(id);
  }

  /** Absolute path of the photo, or null when there is none (any more). @throws {AppError} `not_found` when there is no such incident. */
  async photoPath(id: string): Promise<string | null> {
    const { photoPath } = await this.#require(id);
    return photoPath === null ? null : this.#photos.find(photoPath);
  }

  /** @returns null when somebody else was quicker. */
  async #tryUpdate(record: IncidentRecord, patch: IncidentPatch, who: string, via: Via): Promise<Incident | null> {
    const { store, planner, nowMs, onChanged } = this.#options;
    if (patch.revision !== undefined && patch.revision !== record.revision) {
      throw new AppError('conflict', 'This incident was changed meanwhile.', { details: { revision: record.revision } });
    }
    const atMs = nowMs();
    const answer = {
      ...(patch.status ? decideStatus(record, patch.status, who, atMs) : null),
      ...(patch.handOverTo ? decideHandOver(record, patch.handOverTo, atMs) : null),
    };
    const answered = Object.keys(answer).length > 0;
    const change = {
      ...answer,
      ...(answered && record.firstTapAtMs === null ? { firstTapAtMs: atMs } : null),
      ...(patch.note === undefined || patch.note === record.note ? null : { note: patch.note }),
    };
    if (Object.keys(change).length === 0) return incidentOf(record);
    const from = { status: record.status, revision: patch.revision ?? (patch.handOverTo ? record.revision : undefined) };
    const trail = { events: eventsOf(record, change, who, via, atMs), tellRecipients: answered, nowMs: atMs };
    const changed = await store.incidents.change(record.id, from, change, trail);
    if (!changed) return null;
    if (answered) planner.committed();
    const incident = incidentOf(changed);
    onChanged(incident);
    return incident;
  }

  async #require(id: string): Promise<IncidentRecord> {
    const record = this.#recorder.unstored.get(id) ?? (await this.#options.store.incidents.get(id));
    if (!record) throw new AppError('not_found', 'There is no such incident.');
    return record;
  }
}
