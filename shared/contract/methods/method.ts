import { z } from 'zod';
import { idSchema } from '../../schemas/primitives.ts';
import type { Role } from '../../schemas/user.ts';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: everybody, or a signed-in user of at least this role. */
export type Access = 'public' | Role;

/**
 * What a method reaches, for callers who may see only some sites and cameras (`Caller.reach`). `station`: nothing that belongs to a
 * camera. `whole`: only for callers who reach everything. `filtered`: the handler answers only with what the reach covers. Otherwise
 * the input field that names the camera, incident or site, which is checked before the handler is called; where the field is absent,
 * only a caller with the whole reach may call. `toSite`: field that moves the camera, checked when it is there.
 */
export type Scope =
  | 'station'
  | 'whole'
  | 'filtered'
  | { readonly camera: string; readonly toSite?: string }
  | { readonly incident: string }
  | { readonly site: string };

export interface MethodEntry<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly access: Access;
  readonly scope: Scope;
  /** REST address; `:id` and the query string are merged with the body into the input. */
  readonly rest: readonly [Verb, string];
  readonly summary: string;
  readonly input: I;
  readonly output: O;
}

/** One entry of the contract. */
export const method = <I extends z.ZodType, O extends z.ZodType>(
  access: Access,
  scope: Scope,
  rest: readonly [Verb, string],
  summary: string,
  input: I,
  output: O,
): MethodEntry<I, O> => ({ access, scope, rest, summary, input, output });

export const nothing = z.object({});
export const done = z.object({ done: z.literal(true) });
export const byId = z.object({ id: idSchema });
