import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../../shared/schemas/audit.ts';

/** Stands before the first entry. */
export const firstHash = '0'.repeat(64);

/**
 * Binds an entry to the one before it: SHA-256 over the hash before and the canonical JSON (a list, in this order) of the entry. To
 * change, remove or add an entry in between, every later one has to be made anew.
 */
export function hashOfEntry(previousHash: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, atMs, userId, username, address, action, target, outcome, details } = entry;
  const canonical = JSON.stringify([seq, atMs, userId, username, address, action, target, outcome, details]);
  return createHash('sha256').update(`${previousHash}\n${canonical}`).digest('hex');
}
