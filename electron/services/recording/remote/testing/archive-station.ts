import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { Caller } from '../../../../../shared/contract/dispatch.ts';
import type { RemoteArchiveNotice, RemoteArchiveSettings } from '../../../../../shared/schemas/remote-archive.ts';
import type { SettingsView } from '../../../notifications/channels/settings/live-settings.ts';
import { memorySecrets } from '../../../notifications/channels/testing/memory-settings.ts';
import { type RecordingRig, type RigOptions, recordingRigs } from '../../testing/rig.ts';
import type { RecordingArchiveSeam } from '../../recording-service.ts';
import { createRemoteArchive } from '../create-remote-archive.ts';
import type { RemoteArchive } from '../remote-archive.ts';
import { account } from './account.ts';
import { bucket } from './s3-server.ts';

export interface ArchiveStation {
  readonly rig: RecordingRig;
  readonly archive: RemoteArchive;
  /** As an administrator does. */
  readonly set: (patch: Partial<RemoteArchiveSettings>) => Promise<void>;
  readonly view: () => Promise<SettingsView<RemoteArchiveSettings>>;
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly notices: RemoteArchiveNotice[];
  /** What was logged, as text. */
  readonly logged: string[];
}

const admin: Caller = { user: null, sessionId: null, address: '127.0.0.1' };

export const atOnce: Partial<RemoteArchiveSettings> = { enabled: true, bucket, accessKeyId: account.accessKeyId, uploadAfterDays: 0 };

/** Recorders with an archive, over real databases and folders. The archive looks when the test says so. */
export function archiveStations() {
  const rigs = recordingRigs();
  const open: RemoteArchive[] = [];
  afterEach(async () => {
    for (const archive of open.splice(0)) await archive.close();
  });
  return async (
    endpoint: string,
    change: Partial<RemoteArchiveSettings> = {},
    options: RigOptions = {},
    environment: Partial<RemoteArchiveSettings> = {},
  ): Promise<ArchiveStation> => {
    let archive: RemoteArchive | null = null;
    // The recorder starts before its archive is there, as its database is opened by then only.
    const seam: RecordingArchiveSeam = {
      place: () => archive?.place() ?? null,
      holds: () => archive?.holds() ?? null,
      isKept: async (segment) => (await archive?.isKept(segment)) ?? false,
      fetch: (segment) => (archive ? archive.fetch(segment) : Promise.reject(new Error('too early'))),
    };
    const rig = await rigs({ segmentMs: 5_000, ...options, archive: seam });
    const secrets = memorySecrets({ 's3-secret-key': account.secret });
    const notices: RemoteArchiveNotice[] = [];
    const logged: string[] = [];
    const note = (facts: unknown, words?: string) => void logged.push(`${words} ${JSON.stringify(facts)}`);
    const made = createRemoteArchive({
      ...{ store: rig.store, recordings: rig.store.recordings, folder: join(rig.folder, 'recordings'), dataDir: rig.folder, secrets },
      ...{ environment, onNotice: (notice) => notices.push(notice), log: { info: note, warn: note, error: note } },
      nowMs: () => rig.nowMs,
    });
    archive = made.archive;
    open.push(made.archive);
    const view = async () => made.handlers['remoteArchive.settings']({}, admin);
    const set = async (patch: Partial<RemoteArchiveSettings>) => {
      await made.handlers['remoteArchive.updateSettings'](patch, admin);
      await made.archive.look();
    };
    await set({ endpoint, ...change });
    return { rig, archive: made.archive, set, view, secrets, notices, logged };
  };
}

/** Three closed recordings of five seconds each, and one that is being written. */
export async function recorded({ rig }: Pick<ArchiveStation, 'rig'>) {
  await rig.addCamera();
  const camera = await rig.camera();
  await camera.play(17);
  const all = () => rig.service.segments({ cameraIds: null, fromMs: 0, toMs: rig.nowMs }, 9);
  // What was just played is on its way to the disk.
  await expect.poll(async () => (await all()).map(({ open }) => open), { timeout: 10_000 }).toEqual([false, false, false, true]);
  await rig.service.settled();
  return { camera, segments: (await all()).slice(0, 3) };
}
