import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { RecordingDiskNotice, RecordingState } from '../../../../shared/schemas/recording.ts';
import type { CameraRecord } from '../../cameras/camera-record.ts';
import { findFfmpeg } from '../../cameras/ffmpeg-binary.ts';
import { FrameHub } from '../../live/frame-hub.ts';
import { PacketHub } from '../../packets/packet-hub.ts';
import type { VideoTrack } from '../../packets/video-track.ts';
import { openStore, type Store } from '../../store/store.ts';
import { sampleCamera } from '../../store/testing/samples.ts';
import { RecordingService, type RecordingServiceOptions } from '../recording-service.ts';
import { type OpenSegment, prepareFolder, type SegmentDisk, segmentDisk } from '../segment-disk.ts';
import { testVideo } from './test-video.ts';

/** A time whose seconds are whole, so that names of files can be foretold. */
export const rigStartMs = Date.UTC(2026, 4, 11, 10, 0, 0);

export interface RigOptions extends Partial<Omit<RecordingServiceOptions, 'disk'>> {
  /** Another disk over this folder. */
  readonly disk?: (folder: string) => SegmentDisk;
}

/** A recorder over a real database and a real folder, with clocks that the test moves and cameras that it plays. */
export class RecordingRig {
  readonly folder: string;
  readonly frames = new FrameHub();
  readonly packets: PacketHub;
  readonly states: RecordingState[] = [];
  readonly disks: RecordingDiskNotice[] = [];
  readonly complaints: string[] = [];
  store!: Store;
  service!: RecordingService;
  #wallMs = rigStartMs;
  #monotonicMs = 1000;
  readonly #options: RigOptions;
  /** Calls of the disk that are not answered yet. */
  #underWay = 0;

  constructor(options: RigOptions, folder = mkdtempSync(join(tmpdir(), 'sentra-recording-'))) {
    this.#options = options;
    this.folder = folder;
    this.packets = new PacketHub({ nowMs: () => this.#wallMs, monotonicMs: () => this.#monotonicMs });
  }

  get nowMs(): number {
    return this.#wallMs;
  }

  /** A station's life begins; its data stays from one to the next. */
  async start(): Promise<void> {
    this.store = await openStore({ file: join(this.folder, 'sentra.db') });
    const { disk, ...rest } = this.#options;
    const note = (_facts: unknown, words?: string) => void this.complaints.push(words ?? '');
    this.service = new RecordingService({
      ...{ store: this.store, folder: join(this.folder, 'recordings'), frames: this.frames, packets: this.packets },
      ...{ ffmpeg: findFfmpeg, onChanged: (state) => this.states.push(state), onDisk: (disk) => this.disks.push(disk) },
      ...{ log: { info: () => undefined, warn: note, error: note }, nowMs: () => this.#wallMs, timeZone: 'UTC' },
      ...rest,
      disk: this.#counted((disk ?? segmentDisk)(rest.folder ?? join(this.folder, 'recordings'))),
    });
    await prepareFolder(join(this.folder, 'recordings'));
    await this.service.start();
    await this.service.rebuild();
  }

  async stop(): Promise<void> {
    await this.service.close();
    await this.store.close();
  }

  /** Resolves when the disk has nothing to do: the rig's clock runs faster than a busy disk. */
  async caughtUp(): Promise<void> {
    do {
      await new Promise((resolve) => setTimeout(resolve, this.#underWay > 0 ? 5 : 0));
    } while (this.#underWay > 0);
  }

  #counted(disk: SegmentDisk): SegmentDisk {
    const count = async <T>(call: Promise<T>): Promise<T> => {
      this.#underWay += 1;
      try {
        return await call;
      } finally {
        this.#underWay -= 1;
      }
    };
    const counted = ({ append, close, ...file }: OpenSegment): OpenSegment => ({
      ...file,
      append: (parts) => count(append(parts)),
      close: () => count(close()),
    });
    return {
      ...disk,
      create: async (path) => {
        const file = await count(disk.create(path));
        return file && counted(file);
      },
    };
  }

  /** Sets the wall clock, as a person or NTP does. */
  stepClock(ms: number): void {
    this.#wallMs += ms;
  }

  pass(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }

  /** Lets the recorder look at its clocks, as its timer does every second. */
  async tick(): Promise<void> {
    for (const id of this.cameraIds) this.service.tickCamera(id);
    // What the recorder does then waits for disk and database.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  readonly cameraIds: string[] = [];

  async addCamera(change: Partial<CameraRecord['recording']> = {}, over: Partial<CameraRecord> = {}): Promise<CameraRecord> {
    const base = sampleCamera({ id: 'gate', createdAtMs: rigStartMs - 1000, ...over });
    const record = { ...base, recording: { ...base.recording, mode: 'continuous' as const, maxBytes: null, ...change } };
    if (!this.cameraIds.includes(record.id)) this.cameraIds.push(record.id);
    this.service.setCamera(record);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return record;
  }

  /** A camera of 10 pictures and one key frame a second, played on the rig's clocks. */
  async camera(cameraId = 'gate', size = '64x48') {
    const { track, pictures } = await testVideo(size);
    const connection = this.packets.connect(cameraId);
    connection.track(track as VideoTrack);
    let sent = 0;
    return {
      play: async (seconds: number) => {
        for (let index = 0; index < seconds * 10; index += 1) {
          this.pass(100);
          const picture = pictures[sent % pictures.length];
          if (picture) connection.packet({ ...picture, decodeMs: sent * 100 });
          sent += 1;
          await new Promise((resolve) => setImmediate(resolve));
          if (sent % 10 === 0) {
            await this.tick();
            await this.caughtUp();
          }
        }
      },
      end: () => connection.end(),
    };
  }
}

/** Rigs that are stopped and removed after the test. */
export function recordingRigs() {
  const made: RecordingRig[] = [];
  afterEach(async () => {
    for (const rig of made.splice(0)) {
      await rig.stop().catch(() => undefined);
      rmSync(rig.folder, { recursive: true, force: true });
    }
  });
  return async (options: RigOptions = {}) => {
    const rig = new RecordingRig(options);
    made.push(rig);
    await rig.start();
    return rig;
  };
}
