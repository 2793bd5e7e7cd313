import { type Place, reaches, reachOf } from '../domain/reach.ts';
import { AppError } from '../errors.ts';
import type { User } from '../schemas/user.ts';
import type { Scope } from './methods/method.ts';

type Found = Place | null | Promise<Place | null>;

/** Says where something is, for the question who may know of it. Every function gives null for an unknown id. */
export interface PlaceResolver {
  camera(id: string): Found;
  incident(id: string): Found;
  site(id: string): Found;
}

export type PlaceKind = keyof PlaceResolver;
const kinds: readonly PlaceKind[] = ['camera', 'incident', 'site'];

interface Asking {
  readonly user: User | null;
}

/**
 * Refuses what the caller does not reach. A foreign id is answered as an unknown one, so that nobody learns what exists.
 * @throws {AppError} `not_found`.
 */
export async function assertReached(places: PlaceResolver, caller: Asking, kind: PlaceKind, id: string): Promise<void> {
  const place = await places[kind](id);
  if (!place || !reaches(reachOf(caller), place)) throw new AppError('not_found', `There is no such ${kind}.`);
}

/**
 * Holds a call to the scope of its contract entry, before the handler sees it.
 * @throws {AppError} `not_found` for what is out of reach, `forbidden` for what needs the whole reach.
 */
export async function assertScope(
  scope: Scope,
  input: Readonly<Record<string, unknown>>,
  caller: Asking,
  places: PlaceResolver,
): Promise<void> {
  if (scope === 'station' || scope === 'filtered') return;
  if (scope === 'whole') return assertWhole(caller);
  for (const kind of kinds) {
    const field = (scope as Partial<Record<PlaceKind, string>>)[kind];
    if (field !== undefined) await assertField(input[field], caller, kind, places);
  }
  // Where something is moved to counts only when it is moved.
  if ('toSite' in scope && scope.toSite !== undefined && input[scope.toSite] !== undefined)
    await assertField(input[scope.toSite], caller, 'site', places);
}

async function assertField(id: unknown, caller: Asking, kind: PlaceKind, places: PlaceResolver): Promise<void> {
  if (reachOf(caller).all) return;
  if (typeof id !== 'string') return assertWhole(caller);
  await assertReached(places, caller, kind, id);
}

function assertWhole(caller: Asking): void {
  if (!reachOf(caller).all) throw new AppError('forbidden', 'This needs access to every camera of the station.');
}
