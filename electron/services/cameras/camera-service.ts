import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Camera, CameraInput, CameraPatch, CameraProbe, CameraState } from '../../../shared/schemas/camera.ts';
import type { NowMs } from '../clock.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { FrameHub } from '../live/frame-hub.ts';
import type { PacketHub } from '../packets/packet-hub.ts';
import { AddressTrials } from './address-trials.ts';
import { addressAfter, assertSameKind } from './camera-address.ts';
import type { CameraRecord, CameraRepository } from './camera-record.ts';
import { CameraSupervisor, defaultSupervisorTimings, type SupervisorTimings } from './camera-supervisor.ts';
import { cameraView, newCameraRecord, patchedRecord } from './camera-view.ts';
import { createDeviceToken, deviceTokenMatches } from './device-token.ts';
import { firstPicture } from './first-picture.ts';
import { checkPicture } from './picture-check.ts';
import type { PushInbox } from './push-inbox.ts';
import { redactUrl } from './redact-url.ts';
import { schemeOf, type SourceRegistry } from './source.ts';

export interface CameraServiceOptions {
  readonly repository: CameraRepository;
  readonly sources: SourceRegistry;
  readonly push: PushInbox;
  readonly hub: FrameHub;
  /** Where cameras' encoded video goes; without it none is asked for. */
  readonly packets?: PacketHub;
  readonly now?: NowMs;
  readonly timings?: SupervisorTimings;
  readonly maxCameras?: number;
  /** What the analysis of a camera does now; asked whenever its state is told. */
  analysisOf(record: CameraRecord): CameraState['analysis'];
  /** Sites a camera may belong to; every id is taken when left out. */
  siteExists?(id: string): Promise<boolean>;
  /** The camera or its state changed: for consoles. */
  onChanged?(camera: Camera): void;
  /** Its record was loaded, added or changed: for whoever works by its settings. Never called for a mere change of state. */
  onStored?(record: CameraRecord): void;
  onRemoved?(id: string): void;
  onBug?(error: unknown): void;
}

interface Entry {
  record: CameraRecord;
  readonly supervisor: CameraSupervisor;
}

/** All cameras of the station: their records, their connections, and what people may do with them. */
export class CameraService {
  readonly #options: CameraServiceOptions;
  readonly #now: NowMs;
  readonly #timings: SupervisorTimings;
  readonly #entries = new Map<string, Entry>();
  /** Cameras being tried before they are saved. */
  readonly #candidates = new Set<CameraSupervisor>();
  readonly #queue = new KeyedQueue();
  readonly #closing = new AbortController();
  readonly #trials: AddressTrials;

  constructor(options: CameraServiceOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#timings = options.timings ?? defaultSupervisorTimings;
    this.#trials = new AddressTrials({
      ...{ sources: options.sources, now: this.#now, timeoutMs: this.#timings.firstFrameMs, signal: this.#closing.signal },
      onBug: (error) => options.onBug?.(error),
    });
  }

  /** Loads every camera and connects to those that are enabled. */
  async start(): Promise<void> {
    for (const record of await this.#options.repository.list()) await this.#adopt(record, this.#supervise(record));
  }

  /** Resolves when every connection and process is gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#candidates, ...[...this.#entries.values()].map(({ supervisor }) => supervisor)].map((each) => each.stop()));
    await this.#queue.idle();
  }

  list(): Camera[] {
    return [...this.#entries.values()].map((entry) => this.#view(entry));
  }

  /** @throws {AppError} `not_found`. */
  get(id: string): Camera {
    return this.#view(this.#entry(id));
  }

  /** Site of a camera, null when it has none; undefined for an unknown camera. */
  siteOf(id: string): string | null | undefined {
    return this.#entries.get(id)?.record.siteId;
  }

  /** With credentials: for the station's own use. @throws {AppError} `not_found`. */
  record(id: string): CameraRecord {
    return this.#entry(id).record;
  }

  /**
   * Looks at an address without saving it. One that a camera of ours is connected to is not connected to a second time: many
   * devices serve a single client.
   * @param mayKnow false for cameras that whoever asks must not learn of, nor use the credentials of.
   * @throws {AppError} `camera_unreachable` with `details.cause`.
   */
  async probe(url: string, mayKnow: (record: CameraRecord) => boolean = () => true): Promise<CameraProbe> {
    if (schemeOf(url) === 'push:')
      throw new AppError('invalid_input', 'A push camera sends its pictures to the station: there is nothing to try.');
    const known = [...this.#entries.values()].filter(
      ({ record }) => mayKnow(record) && (record.url === url || redactUrl(record.url) === url),
    );
    const connected = known.find(({ record }) => record.enabled);
    if (connected) return this.#trials.lookThrough(connected.supervisor);
    return this.#trials.look(known[0]?.record.url ?? url);
  }

  /**
   * Saves a camera once it has shown a picture; the connection that showed it stays the camera's.
   * @returns `deviceToken` for `push:` cameras, this once.
   * @throws {AppError} `camera_unreachable` with `details.cause`; `conflict` when the station is full.
   */
  async create(input: CameraInput): Promise<Camera & { deviceToken?: string }> {
    this.#assertRoom();
    this.#options.sources.sourceFor(input.url);
    const token = schemeOf(input.url) === 'push:' ? createDeviceToken() : null;
    const made = { id: randomUUID(), createdAtMs: this.#now(), deviceTokenHash: token?.hash ?? null };
    const record = newCameraRecord(input, made);
    const supervisor = this.#supervise(record);
    this.#candidates.add(supervisor);
    try {
      await this.#assertSite(record.siteId);
      if (!input.skipCheck && !token) await this.#tryFirst(supervisor, record.url);
      await this.#options.repository.insert(record);
    } catch (error) {
      await supervisor.stop();
      this.#options.hub.forget(record.id);
      throw error;
    } finally {
      this.#candidates.delete(supervisor);
    }
    const camera = await this.#adopt(record, supervisor);
    return token ? { ...camera, deviceToken: token.token } : camera;
  }

  /**
   * Changes a camera; a new address has to show a picture first. An address sent back as it was shown, with `***`, is unchanged.
   * @throws {AppError} `not_found`, `camera_unreachable`, or `invalid_input` when hidden credentials would go to another host.
   */
  update(id: string, patch: CameraPatch): Promise<Camera> {
    return this.#queue.run(id, async () => {
      const entry = this.#entry(id);
      const record = patchedRecord(entry.record, patch, addressAfter(patch.url, entry.record.url));
      assertSameKind(record.url, entry.record.url);
      this.#options.sources.sourceFor(record.url);
      if (record.siteId !== entry.record.siteId) await this.#assertSite(record.siteId);
      if (record.url !== entry.record.url && !patch.skipCheck) await this.#trials.next(entry.supervisor, record.url);
      try {
        await this.#options.repository.update(record);
        entry.record = record;
      } finally {
        // What could not be stored does not hold: the connection goes back to the address of the record.
        await this.#apply(entry);
      }
      return this.#view(entry);
    });
  }

  /** @throws {AppError} `not_found`. */
  remove(id: string): Promise<void> {
    return this.#queue.run(id, async () => {
      const { supervisor } = this.#entry(id);
      await this.#options.repository.remove(id);
      this.#entries.delete(id);
      await supervisor.stop();
      this.#letGo(id);
      this.#options.onRemoved?.(id);
    });
  }

  /** @throws {AppError} `not_found`; `invalid_input` for a camera that is not pushed to. */
  renewDeviceToken(id: string): Promise<{ deviceToken: string }> {
    return this.#queue.run(id, async () => {
      const entry = this.#entry(id);
      if (schemeOf(entry.record.url) !== 'push:') throw new AppError('invalid_input', 'Only push cameras have a device token.');
      const { token, hash } = createDeviceToken();
      const record = { ...entry.record, deviceTokenHash: hash };
      await this.#options.repository.update(record);
      entry.record = record;
      return { deviceToken: token };
    });
  }

  /**
   * Takes a frame that a device sent.
   * @throws {AppError} `unauthenticated` for a wrong token or an unknown camera alike, `conflict` when it is switched off,
   * `invalid_input` when it is no JPEG.
   */
  pushFrame(id: string, token: string, jpeg: Uint8Array): void {
    const entry = this.#entries.get(id);
    if (!deviceTokenMatches(token, entry?.record.deviceTokenHash ?? null) || !entry) {
      throw new AppError('unauthenticated', 'This device token is not valid for this camera.');
    }
    if (!entry.record.enabled) throw new AppError('conflict', 'This camera is switched off.');
    const checked = checkPicture(jpeg);
    if (!checked.ok) throw new AppError('invalid_input', checked.words);
    if (!this.#options.push.deliver(id, jpeg)) entry.supervisor.retryNow();
  }

  /** Reads these records anew after somebody else changed them. */
  async reload(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#queue.run(id, async () => {
        const record = await this.#options.repository.get(id);
        const entry = this.#entries.get(id);
        if (!record || !entry) return;
        entry.record = record;
        await this.#apply(entry);
      });
    }
  }

  /** Tells every camera's state again: the analysis changed for all of them. */
  refresh(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) this.#options.onChanged?.(this.#view(entry));
  }

  refreshAll(): void {
    for (const entry of this.#entries.values()) this.#options.onChanged?.(this.#view(entry));
  }

  #supervise(record: CameraRecord): CameraSupervisor {
    const { sources, hub, packets, onBug } = this.#options;
    const { id: cameraId, url } = record;
    return new CameraSupervisor({
      ...{ cameraId, url, sources, hub, packets, now: this.#now, timings: this.#timings },
      onChange: () => this.#tell(cameraId),
      onBug: (error) => onBug?.(error),
    });
  }

  async #adopt(record: CameraRecord, supervisor: CameraSupervisor): Promise<Camera> {
    const entry: Entry = { record, supervisor };
    this.#entries.set(record.id, entry);
    await this.#apply(entry);
    return this.#view(entry);
  }

  /** Makes the connection follow the record. */
  async #apply({ record, supervisor }: Entry): Promise<void> {
    if (supervisor.url !== record.url) await supervisor.changeAddress(record.url);
    if (record.enabled && !this.#closing.signal.aborted) supervisor.start();
    else {
      await supervisor.stop();
      this.#letGo(record.id);
    }
    this.#options.onStored?.(record);
    this.#tell(record.id);
  }

  #letGo(id: string): void {
    this.#options.push.forget(id);
    this.#options.hub.forget(id);
    this.#options.packets?.forget(id);
  }

  async #tryFirst(supervisor: CameraSupervisor, url: string): Promise<void> {
    supervisor.start();
    const other = [...this.#entries.values()].find(({ record }) => record.enabled && record.url === url);
    await firstPicture(supervisor, other?.record.name ?? null);
  }

  #assertRoom(): void {
    const { maxCameras = 100 } = this.#options;
    if (this.#entries.size + this.#candidates.size >= maxCameras) {
      throw new AppError('conflict', `This station takes ${maxCameras} cameras at most.`);
    }
  }

  async #assertSite(siteId: string | null): Promise<void> {
    if (siteId === null || !this.#options.siteExists) return;
    if (!(await this.#options.siteExists(siteId))) throw new AppError('invalid_input', 'There is no such site.');
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new AppError('not_found', 'There is no such camera.');
    return entry;
  }

  #view({ record, supervisor }: Entry): Camera {
    return cameraView(record, { ...supervisor.state(), analysis: this.#options.analysisOf(record) });
  }

  #tell(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) this.#options.onChanged?.(this.#view(entry));
  }
}
