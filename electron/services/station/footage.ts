import type { PlaceResolver } from '../../../shared/contract/scope-check.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { createEvidence } from '../evidence/create-evidence.ts';
import { createRecording } from '../recording/create-recording.ts';
import type { Foundation } from './foundation.ts';
import type { Neighbours } from './neighbours.ts';

/**
 * What is recorded, found again and kept as evidence.
 * @throws {AppError} `unavailable` when the folder of the recordings cannot be used.
 */
export async function createFootage(base: Foundation, near: Neighbours, places: PlaceResolver) {
  const { store, events, log, closers, config, files, secrets, audit, hub, packets, ffmpeg, nowMs } = base;
  const recording = await createRecording({
    ...{ store, folder: config.recordingsDir, dataDir: config.dataDir, frames: hub, packets, ffmpeg, log, nowMs },
    cameras: () => near.cameras().list(),
    audit: audit.log,
    onChanged: (state) => events.emit('recording-changed', state),
    onDisk: (disk) => events.emit('recording-disk', disk),
    remote: {
      ...{ secrets: secrets.store, environment: config.remoteArchive },
      onNotice: (notice) => events.emit('remote-archive', notice),
    },
  });
  closers.add(recording.service, (service) => service.close());
  closers.add(recording.archiver, (archiver) => archiver.close());
  closers.add(recording.remote, (archive) => archive.close());
  closers.add(recording.playback, (service) => service.close());
  const evidence = closers.add(
    createEvidence({
      ...{ store, dataDir: config.dataDir, version: files.version, recordings: recording.service, events, ffmpeg, log, nowMs },
      ...{ audit: audit.log, sealing: secrets.sealing, clipReady: near.clipReady },
      cameras: near.cameras,
      incidents: near.incidents,
      places: () => places,
    }),
    (all) => all.close(),
  );
  return {
    recorder: recording.service,
    video: recording.video,
    seen: (incident: Incident, atMs: number) => evidence.service.seenAgain(incident, atMs),
    clipOf: evidence.clipOf,
    evidenceMedia: evidence.media,
    handlers: { ...recording.handlers, ...evidence.handlers },
    /** Before the cameras. */
    startRecorder: async () => {
      await recording.service.start();
      await recording.archiver.start();
      await recording.remote.start();
    },
    /** After the cameras. */
    startEvidence: async () => {
      await evidence.start();
      recording.warm();
    },
  };
}
