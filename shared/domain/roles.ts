import { type Role, roles } from '../schemas/user.ts';

/** True when `role` may do what `needed` may: roles are ordered viewer < responder < operator < admin. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
