import type { Caller } from '../../../shared/contract/dispatch.ts';
import { reaches, reachOf } from '../../../shared/domain/reach.ts';

/** Cameras that exist, and their sites. */
export type KnownCameras = () => readonly { readonly id: string; readonly siteId: string | null }[];

/** Whose video somebody may see. Video of removed cameras is for those who may see everything. */
export function recordingReach(caller: Caller, cameras: KnownCameras): (cameraId: string) => boolean {
  const reach = reachOf(caller);
  const sites = new Map(cameras().map(({ id, siteId }) => [id, siteId]));
  return (cameraId) => reach.all || (sites.has(cameraId) && reaches(reach, { cameraId, siteId: sites.get(cameraId) ?? null }));
}
