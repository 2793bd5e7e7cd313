import type { Camera } from '../../../shared/schemas/camera.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { defaultCameraRecording } from '../../../shared/schemas/recording.ts';
import type { ClipRecord, LockRecord } from '../store/evidence-repository.ts';

type PlannedCamera = Pick<Camera, 'id' | 'name' | 'siteId' | 'recording'>;

/** What is to be kept of an incident: its camera and the others of its site, for as long as its camera's settings say. */
export function planOf(incident: Incident, cameras: readonly PlannedCamera[], nowMs: number): { lock: LockRecord; clips: ClipRecord[] } {
  const concerned = camerasOf(incident, cameras);
  const { beforeS, afterS } = cameras.find(({ id }) => id === incident.cameraId)?.recording ?? defaultCameraRecording;
  const { frameAtMs } = incident.timing;
  const stretch = { fromMs: Math.max(0, frameAtMs - beforeS * 1000), toMs: frameAtMs + afterS * 1000 };
  const lock: LockRecord = {
    ...{ id: incident.id, incidentId: incident.id, cameraIds: concerned.map(({ id }) => id), ...stretch },
    ...{ locked: true, changedBy: null, reason: 'incident', changedAtMs: nowMs, toldAtMs: null },
  };
  const clips = concerned.map(
    ({ id, name }): ClipRecord => ({
      ...{
        incidentId: incident.id,
        cameraId: id,
        cameraName: name,
        ...stretch,
        state: 'waiting',
        position: id === incident.cameraId ? 0 : 1,
      },
      ...{ startMs: null, endMs: null, bytes: null, sha256: null, holes: [], problem: null, attempts: 0 },
    }),
  );
  return { lock, clips };
}

function camerasOf({ cameraId, cameraName, siteId }: Incident, cameras: readonly PlannedCamera[]): { id: string; name: string }[] {
  const own = cameras.find(({ id }) => id === cameraId);
  const ofSite = siteId === null ? [] : cameras.filter((camera) => camera.siteId === siteId && camera.id !== cameraId);
  // A camera that was removed meanwhile has recordings all the same.
  const first = own ?? (cameraId === null ? null : { id: cameraId, name: cameraName });
  return first ? [first, ...ofSite] : ofSite;
}
