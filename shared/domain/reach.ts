import type { Reach } from '../schemas/user.ts';

/** What belongs to a camera or site; null = it belongs to none, as an emergency raised at a desk. */
export interface Place {
  readonly cameraId: string | null;
  readonly siteId: string | null;
}

/** True when somebody with this reach may know of the place. What belongs to no camera and no site concerns everybody. */
export function reaches(reach: Reach, { cameraId, siteId }: Place): boolean {
  if (reach.all || (cameraId === null && siteId === null)) return true;
  return (cameraId !== null && reach.cameraIds.includes(cameraId)) || (siteId !== null && reach.siteIds.includes(siteId));
}
