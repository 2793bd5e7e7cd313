import { type Reach, type User, wholeReach } from '../schemas/user.ts';

/** What belongs to a camera or site; null = it belongs to none, as an emergency raised at a desk. */
export interface Place {
  readonly cameraId: string | null;
  readonly siteId: string | null;
}

/** Covers nothing but what concerns everybody. */
export const noReach: Reach = { all: false, siteIds: [], cameraIds: [] };

/** True when somebody with this reach may know of the place. What belongs to no camera and no site concerns everybody. */
export function reaches(reach: Reach, { cameraId, siteId }: Place): boolean {
  if (reach.all || (cameraId === null && siteId === null)) return true;
  return (cameraId !== null && reach.cameraIds.includes(cameraId)) || (siteId !== null && reach.siteIds.includes(siteId));
}

/** Reach of whoever asks; nobody has none. */
export function reachOf({ user }: { readonly user: User | null }): Reach {
  return user?.reach ?? noReach;
}

/** The reach that counts: an admin's is always whole, or a slip could leave nobody who reaches everything. */
export function reachFor(role: User['role'], reach: Reach | undefined): Reach {
  return role === 'admin' ? wholeReach : (reach ?? wholeReach);
}

/** Sites that may be known: those of the reach, and those of its cameras. */
export function knownSites(
  reach: Reach,
  cameras: readonly { readonly id: string; readonly siteId: string | null }[],
): (id: string) => boolean {
  if (reach.all) return () => true;
  const ids = new Set<string | null>(reach.siteIds);
  for (const { id, siteId } of cameras) if (reach.cameraIds.includes(id)) ids.add(siteId);
  return (id) => ids.has(id);
}
