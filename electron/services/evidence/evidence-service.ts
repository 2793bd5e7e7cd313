import type { Camera } from '../../../shared/schemas/camera.ts';
import type { EvidenceLock, IncidentEvidence } from '../../../shared/schemas/evidence.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { AppError } from '../../../shared/errors.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { ClipRecord, LockRecord } from '../store/evidence-repository.ts';
import type { Store } from '../store/store.ts';
import type { ClipCutter, Recordings } from './clip-cutter.ts';
import type { EvidenceFiles } from './evidence-files.ts';
import type { ObservationMemory } from './observation-memory.ts';
import { LastingIncidents } from './lasting-incidents.ts';
import { planOf } from './plan-evidence.ts';

export interface EvidenceServiceOptions {
  readonly store: Pick<Store, 'evidence'>;
  readonly recordings: Recordings;
  readonly cameras: () => readonly Pick<Camera, 'id' | 'name' | 'siteId' | 'recording'>[];
  readonly incident: (id: string) => Promise<Incident>;
  readonly cutter: Pick<ClipCutter, 'cut'>;
  readonly files: EvidenceFiles;
  readonly observations: ObservationMemory;
  /** Recipients of the alert get the clip. */
  readonly clipReady: (incidentId: string) => Promise<void>;
  readonly onChanged: (incident: Pick<Incident, 'id' | 'cameraId' | 'siteId'>) => void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly nowMs: NowMs;
}

const tickMs = 2_000;
/** What is being recorded is on the disk this much later. */
const settleMs = 3_000;
/** A crash between an incident and its plan is made up for this long afterwards. */
const planBackMs = 24 * 60 * 60 * 1000;
/** The last of eight tries is more than ten minutes after the first: a disk that was full has room again by then. */
const mostAttempts = 8;
const retryMs = 3_000;
const mostLocks = 1_000;
/** Why a lock is there that the database knew nothing of. */
const foundAgain = 'found beside the recordings';

/**
 * Keeps the video of incidents: locks what is recorded around them, and cuts a clip a camera when the time after them has passed.
 * Everything to do is a row, so that a restart goes on where the last life ended.
 */
export class EvidenceService {
  readonly #options: EvidenceServiceOptions;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #closed = false;
  readonly #notBefore = new Map<string, number>();
  readonly #lasting: LastingIncidents;
  #knowsAllLocks = false;

  constructor(options: EvidenceServiceOptions) {
    this.#options = options;
    this.#lasting = new LastingIncidents({ ...options, settleMs });
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), tickMs);
    void this.tick();
  }

  /** Lets the step under way end; a clip that is being cut is stopped by its own signal and cut again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#working;
  }

  /** Does what is due; a call during another joins it. Never rejects. */
  tick(): Promise<void> {
    this.#working ??= this.#work()
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'evidence could not be seen to; it is tried again'))
      .finally(() => {
        this.#working = null;
      });
    return this.#working;
  }

  /** An incident was raised: its video is locked from now on, also what is still to be recorded. */
  async plan(incidentId: string): Promise<void> {
    const { store, incident, cameras, recordings, nowMs, onChanged } = this.#options;
    const found = await incident(incidentId);
    const { lock, clips } = planOf(found, cameras(), nowMs());
    for (const cameraId of lock.cameraIds) recordings.onIncident(cameraId, found.timing.frameAtMs);
    // Locked first: a crash in between leaves too much locked, never too little, and the plan is made again.
    if (lock.cameraIds.length > 0) await recordings.lock(lock.id, lock);
    if (await store.evidence.plan(lock, clips)) onChanged(found);
  }

  /** An incident goes on: more of it is kept. */
  seenAgain(incident: Pick<Incident, 'id' | 'cameraId' | 'timing'>, atMs: number): Promise<void> {
    return this.#lasting.seen(incident, atMs);
  }

  /** @param mayShow which cameras the caller may know of */
  async ofIncident(incidentId: string, mayShow: (cameraId: string) => boolean): Promise<IncidentEvidence> {
    const { evidence } = this.#options.store;
    const [lock, clips] = [await evidence.lock(incidentId), await evidence.clipsOf(incidentId)];
    const shown = clips.filter(({ cameraId }) => mayShow(cameraId));
    return { incidentId, lock: lock && shownLock(lock, mayShow), clips: shown.map(clipOf) };
  }

  /** @throws {AppError} `not_found` when nothing is kept of the incident. */
  async setIncidentLock(incidentId: string, locked: boolean, reason: string, by: string): Promise<EvidenceLock> {
    const { store, incident, onChanged } = this.#options;
    const lock = await store.evidence.lock(incidentId);
    if (!lock) throw new AppError('not_found', 'No recordings are kept of this incident.');
    const changed = await this.#setLock({ ...lock, locked }, reason, by);
    onChanged(await incident(incidentId));
    return changed;
  }

  /** @throws {AppError} `invalid_input` when the stretch ends before it begins. */
  lockStretch(id: string, stretch: Pick<LockRecord, 'cameraIds' | 'fromMs' | 'toMs'>, reason: string, by: string): Promise<EvidenceLock> {
    if (stretch.toMs <= stretch.fromMs) throw new AppError('invalid_input', 'toMs: must be after fromMs');
    const row = { ...stretch, id, incidentId: null, locked: true, changedBy: by, reason, changedAtMs: 0, toldAtMs: null };
    return this.#setLock(row, reason, by);
  }

  /** @throws {AppError} `not_found` for a lock that is none of this camera. */
  async unlockStretch(id: string, cameraId: string, reason: string, by: string): Promise<EvidenceLock> {
    const lock = await this.#options.store.evidence.lock(id);
    if (!lock || lock.incidentId !== null || !lock.cameraIds.includes(cameraId)) throw new AppError('not_found', 'There is no such lock.');
    return this.#setLock({ ...lock, locked: false }, reason, by);
  }

  /** Newest first. */
  async locks(mayShow: (cameraId: string) => boolean): Promise<EvidenceLock[]> {
    const locks = await this.#options.store.evidence.locks(mostLocks);
    return locks.filter(({ cameraIds }) => cameraIds.some(mayShow)).map((lock) => shownLock(lock, mayShow));
  }

  async #setLock(lock: LockRecord, reason: string, by: string): Promise<EvidenceLock> {
    const { recordings, store, nowMs } = this.#options;
    const row = { ...lock, reason, changedBy: by, changedAtMs: nowMs() };
    // Whichever comes first on a crash, nothing is deleted that the row says is locked.
    if (row.locked) await recordings.lock(row.id, row);
    await store.evidence.saveLock(row);
    if (!row.locked) await recordings.unlock(row.id);
    return shownLock(row, () => true);
  }

  async #work(): Promise<void> {
    const { store, nowMs, observations } = this.#options;
    for (const id of await store.evidence.unplanned(nowMs() - planBackMs, 100)) await this.#alone(id, () => this.plan(id));
    if (!this.#knowsAllLocks) await this.#settleLocks();
    const goingOn = await this.#lasting.look();
    const pending = await store.evidence.pendingSince();
    observations.keepSince(earliest(pending, goingOn));
    for (const clip of pending.size === 0 ? [] : await store.evidence.dueClips(nowMs() - settleMs, 100)) {
      if (this.#closed) return;
      if (nowMs() >= (this.#notBefore.get(nameOf(clip)) ?? 0)) await this.#alone(clip.incidentId, () => this.#cut(clip));
    }
    for (const id of await store.evidence.untold(100)) await this.#alone(id, () => this.#tell(id));
  }

  /**
   * The recorder keeps its locks beside the files as well: those that a lost database has forgotten are shown again, as stretches that
   * people can unlock, and those that somebody unlocked just before a crash are let go.
   */
  async #settleLocks(): Promise<void> {
    const { store, recordings, incident, nowMs } = this.#options;
    const states = await store.evidence.lockStates();
    for (const { id, ...stretch } of await recordings.locks()) {
      const holds = states.get(id);
      if (holds === false) await recordings.unlock(id);
      if (holds !== undefined) continue;
      // An incident of which nothing is noted yet is planned with its clips.
      const isPlannedLater = await incident(id).then(
        () => true,
        (error: unknown) => {
          if (error instanceof AppError && error.code === 'not_found') return false;
          throw error;
        },
      );
      const row = { id, incidentId: null, ...stretch, cameraIds: [...stretch.cameraIds], locked: true, changedBy: null };
      if (!isPlannedLater) await store.evidence.saveLock({ ...row, reason: foundAgain, changedAtMs: nowMs(), toldAtMs: null });
    }
    this.#knowsAllLocks = true;
  }

  /** What fails for one incident must not hold up the others. */
  async #alone(incidentId: string, step: () => Promise<void>): Promise<void> {
    await step().catch((error: unknown) =>
      this.#options.log.error({ err: error, incidentId }, 'evidence of an incident failed; tried again'),
    );
  }

  async #cut(clip: ClipRecord): Promise<void> {
    const { store, cutter, incident, recordings, nowMs, log } = this.#options;
    const isIndexWhole = !recordings.isRebuilding;
    await store.evidence.changeClip(clip, { state: 'cutting' });
    await this.#tellChanged(clip.incidentId);
    try {
      const { timing } = await incident(clip.incidentId);
      const result = await cutter.cut(clip, timing.frameAtMs);
      // A lost index is made anew from the files: what it does not know of yet may still turn up.
      const isFinal = isIndexWhole || (result.state === 'ready' && result.holes.length === 0);
      if (!isFinal) this.#notBefore.set(nameOf(clip), nowMs() + retryMs);
      await store.evidence.changeClip(clip, isFinal ? result : { state: 'waiting' });
    } catch (error) {
      // Told to stop is no failure of the clip: the next start cuts it.
      if (this.#closed) return;
      const attempts = clip.attempts + 1;
      log.error({ err: error, incidentId: clip.incidentId, cameraId: clip.cameraId, attempts }, 'a clip could not be cut');
      this.#notBefore.set(nameOf(clip), nowMs() + retryMs * 2 ** attempts);
      const problem = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      await store.evidence.changeClip(clip, { attempts, problem, state: attempts >= mostAttempts ? 'failed' : 'waiting' });
    }
    await this.#tellChanged(clip.incidentId);
  }

  async #tell(incidentId: string): Promise<void> {
    const { store, clipReady, nowMs } = this.#options;
    const clips = await store.evidence.clipsOf(incidentId);
    if (clips.some(({ state }) => state === 'ready')) await clipReady(incidentId);
    await store.evidence.markTold(incidentId, nowMs());
  }

  async #tellChanged(incidentId: string): Promise<void> {
    const { incident, onChanged, log } = this.#options;
    await incident(incidentId).then(onChanged, (error: unknown) => log.warn({ err: error, incidentId }, 'evidence of an unknown incident'));
  }
}

/** A clip as people may see it. */
export function clipOf({ position: _order, attempts: _tries, ...clip }: ClipRecord) {
  // A clip that is cut again, longer, can be seen meanwhile.
  const url = clip.startMs !== null ? `/api/incidents/${clip.incidentId}/clips/${clip.cameraId}` : null;
  return { ...clip, url };
}

function shownLock({ changedBy, toldAtMs: _internal, ...lock }: LockRecord, mayShow: (cameraId: string) => boolean): EvidenceLock {
  return { ...lock, by: changedBy, cameraIds: lock.cameraIds.filter(mayShow) };
}

const nameOf = ({ incidentId, cameraId }: ClipRecord) => `${incidentId}/${cameraId}`;

/** Begin of the first stretch of each camera. */
function earliest(pending: ReadonlyMap<string, number>, clips: readonly ClipRecord[]): ReadonlyMap<string, number> {
  const since = new Map(pending);
  for (const { cameraId, fromMs } of clips) since.set(cameraId, Math.min(fromMs, since.get(cameraId) ?? fromMs));
  return since;
}
