import { isClosed } from '../../../shared/domain/incident-life-cycle.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { type IncidentRecord, incidentOf } from '../store/incident-record.ts';
import type { Store } from '../store/store.ts';
import type { AlertPlanner } from './alert-planner.ts';
import type { ConsoleAlerts } from './console-alerts.ts';
import { failureWords } from './failure-words.ts';
import { withDeadline } from './deadline.ts';
import { deliveriesOf, type EmergencyReport, emergencyKeyOf, newEmergency, newId, newIncident, type Sighting } from './new-incident.ts';
import type { PhotoStore } from './photo-store.ts';
import { plannedIncident, type RaisedBy } from './planned-incident.ts';
import { type Unstored, UnstoredIncidents } from './unstored-incidents.ts';

export interface RecorderLimits {
  /** A candidate of the same kind on the same camera this soon after the last one belongs to the same event. Milliseconds. */
  readonly mergeWindowMs: number;
  /** How long an alert waits for its photo, and then for the database, before it goes out without. Milliseconds. */
  readonly photoDeadlineMs: number;
  readonly storeDeadlineMs: number;
  /** Pause between attempts to store what could not be stored. Milliseconds. */
  readonly storeRetryMs: number;
}

export interface RecorderOptions extends RecorderLimits {
  readonly store: Pick<Store, 'incidents'>;
  readonly photos: PhotoStore;
  readonly alerts: ConsoleAlerts;
  readonly planner: AlertPlanner;
  readonly onChanged: (incident: Incident) => void;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly nowMs: NowMs;
}

interface SavedPhoto {
  readonly path: string | null;
  readonly problem: string | null;
  /** Still being written, when `path` is null. */
  readonly late: Promise<string> | null;
}

const noPhoto: SavedPhoto = { path: null, problem: null, late: null };

/** Turns sightings into stored incidents and alerts. Sightings of one camera and kind must come one after the other. */
export class IncidentRecorder {
  readonly #options: RecorderOptions;
  /** What the database did not take yet. */
  readonly unstored: UnstoredIncidents;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.unstored = new UnstoredIncidents((unstored) => this.#storeLate(unstored), options.storeRetryMs);
  }

  /** A new incident, or the one the sighting belongs to. */
  async record(sighting: Sighting): Promise<Incident> {
    const known = await this.#findSameEvent(sighting);
    if (known) return incidentOf(await this.#merge(known, sighting));
    const id = newId();
    const photo = await this.#savePhoto(id, sighting.frame.jpeg, sighting.detectedAtMs);
    return this.#raise(newIncident(id, sighting, photo.path, this.#options.nowMs()), photo);
  }

  /** A new incident, or the one that an earlier try of the same call made. */
  async recordEmergency(report: EmergencyReport): Promise<Incident> {
    const known = await this.#findSameCall(report);
    if (known) return incidentOf(known);
    const id = newId();
    const photo = report.jpeg ? await this.#savePhoto(id, report.jpeg, report.atMs) : noPhoto;
    return this.#raise(newEmergency(id, report, photo.path, this.#options.nowMs()), photo, { who: report.who, via: report.via });
  }

  async #raise(record: IncidentRecord, photo: SavedPhoto, by?: RaisedBy): Promise<Incident> {
    const { planner, log, nowMs } = this.#options;
    const { problem, ...planned } = plannedIncident(record, planner, log, nowMs(), by);
    const incident = await this.#store({ ...planned, deliveryId: newId() }, joined(photo.problem, problem) || null);
    if (photo.late) void this.#attachLatePhoto(record.id, photo.late);
    return incident;
  }

  async #findSameCall(report: EmergencyReport): Promise<IncidentRecord | null> {
    const { store, storeDeadlineMs, log } = this.#options;
    const key = emergencyKeyOf(report);
    const unstored = this.unstored.findByKey(key);
    if (unstored) return unstored;
    try {
      return await withDeadline(store.incidents.findByCandidateKey(key), storeDeadlineMs, 'the database is slow');
    } catch (error) {
      log.error({ err: error }, 'the database could not be asked about an earlier try of this call; it is taken as new');
      return null;
    }
  }

  /** The same frame told again, or an open incident within the merge window. */
  async #findSameEvent({ candidate, camera, frame }: Sighting): Promise<IncidentRecord | null> {
    const { store, mergeWindowMs, storeDeadlineMs, log } = this.#options;
    const fromMs = frame.capturedAtMs - mergeWindowMs;
    const toMs = frame.capturedAtMs + mergeWindowMs;
    const unstored = this.unstored.findAround(camera.id, candidate.kind, fromMs, toMs);
    if (unstored) return unstored;
    try {
      const asking = store.incidents.findAround(camera.id, candidate.kind, fromMs, toMs);
      const found = await withDeadline(asking, storeDeadlineMs, 'the database is slow');
      return found && (!isClosed(found.status) || coversFrame(found, frame.capturedAtMs)) ? found : null;
    } catch (error) {
      log.error({ err: error, cameraId: camera.id }, 'the database could not be asked about earlier incidents; this one is taken as new');
      return null;
    }
  }

  async #merge(known: IncidentRecord, { candidate, frame }: Sighting): Promise<IncidentRecord> {
    if (coversFrame(known, frame.capturedAtMs)) return known;
    if (this.unstored.get(known.id)) return this.unstored.addCandidate(known, candidate.confidence, frame.capturedAtMs);
    const merged = await this.#options.store.incidents.addCandidate(known.id, candidate.confidence, frame.capturedAtMs);
    if (merged && merged.revision !== known.revision) this.#options.onChanged(incidentOf(merged));
    return merged ?? known;
  }

  async #savePhoto(id: string, jpeg: Uint8Array, atMs: number): Promise<SavedPhoto> {
    const { photos, photoDeadlineMs, log } = this.#options;
    const saving = photos.save(id, jpeg, atMs);
    try {
      return { path: await withDeadline(saving, photoDeadlineMs, 'the photo takes long to save'), problem: null, late: null };
    } catch (error) {
      log.error({ err: error, incidentId: id }, 'the photo of an incident could not be saved in time; its alert goes out without');
      return { path: null, problem: `without photo: ${failureWords(error, 'it could not be saved')}`, late: saving };
    }
  }

  async #attachLatePhoto(id: string, late: Promise<string>): Promise<void> {
    const { store, onChanged, log } = this.#options;
    try {
      const record = await store.incidents.attachPhoto(id, await late);
      if (record) onChanged(incidentOf(record));
    } catch (error) {
      log.warn({ err: error, incidentId: id }, 'an incident stays without photo');
    }
  }

  async #store(unstored: Unstored, problem: string | null): Promise<Incident> {
    const { store, alerts, planner, storeDeadlineMs, nowMs, log } = this.#options;
    const { record, deliveryId, deliveries, events } = unstored;
    try {
      const insertion = store.incidents.insert(record, [...deliveriesOf(record, deliveryId, problem), ...deliveries], nowMs(), events);
      if (!(await withDeadline(insertion, storeDeadlineMs, 'the database is slow'))) return await this.#storedBefore(record);
    } catch (error) {
      log.error(
        { err: error, incidentId: record.id },
        'an incident could not be stored; its alert goes out all the same and storing is tried again',
      );
      this.unstored.add(unstored);
      planner.sendUnstored(deliveries);
      alerts.sendUnstored(unstored, joined(problem, `not stored yet: ${failureWords(error, 'the database does not answer')}`));
      return incidentOf(record);
    }
    const storedAtMs = nowMs();
    alerts.noteStored(record.id, storedAtMs);
    const alerted = alerts.flush();
    planner.committed();
    await alerted;
    return incidentOf({ ...record, storedAtMs });
  }

  /** Another station over the same database was quicker with the same candidate. */
  async #storedBefore({ candidateKey, id }: IncidentRecord): Promise<Incident> {
    const first = await this.#options.store.incidents.findByCandidateKey(candidateKey);
    if (!first) throw new Error(`incident ${id} was neither written nor found`);
    return incidentOf(first);
  }

  async #storeLate({ record, deliveryId, deliveries, events }: Unstored): Promise<void> {
    const { store, alerts, planner, nowMs, onChanged } = this.#options;
    const storedAtMs = nowMs();
    const messages = [...deliveriesOf(record, deliveryId, null), ...deliveries];
    await store.incidents.insert({ ...record, storedAtMs }, messages, storedAtMs, events);
    planner.committed();
    onChanged(incidentOf({ ...record, storedAtMs }));
    await alerts.flush();
  }
}

function joined(...problems: readonly (string | null)[]): string {
  return problems.filter(Boolean).join('; ');
}

function coversFrame({ frameAtMs, lastCandidateAtMs }: IncidentRecord, atMs: number): boolean {
  return frameAtMs <= atMs && atMs <= lastCandidateAtMs;
}
