import type { AuditEntry, AuditFilter, AuditVerdict } from '../../../shared/schemas/audit.ts';
import type { User } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { Logger } from '../logging/logger.ts';
import type { AuditRepository } from '../store/audit-repository.ts';
import { firstHash, hashOfEntry } from './audit-chain.ts';
import type { AuditHeadFile } from './audit-head.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What happened, for the audit log. */
export interface AuditEvent {
  /** Who; null = nobody was signed in. */
  readonly user: Pick<User, 'id' | 'username'> | null;
  readonly address: string;
  /** Method of the contract, or a name of its own: `auth.refused`. */
  readonly action: string;
  readonly target?: string | null;
  /** `done`, or the error code. */
  readonly outcome: string;
  /** What was asked for; secrets are taken out here. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditLogOptions {
  readonly audit: AuditRepository;
  readonly head: AuditHeadFile;
  readonly log: Pick<Logger, 'error' | 'info'>;
  readonly nowMs?: NowMs;
}

const pageSize = 1000;
const mostDetails = 4000;

/** Who changed what, in a chain that shows when it was tampered with. */
export class AuditLog {
  readonly #options: AuditLogOptions & { readonly nowMs: NowMs };
  readonly #queue = new KeyedQueue();
  #closed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: AuditLogOptions) {
    this.#options = { nowMs: Date.now, ...options };
  }

  /** Resolves when the entry is in the database. Entries of this station are written one after the other. */
  record(event: AuditEvent): Promise<void> {
    const atMs = this.#options.nowMs();
    return this.#queue.run('chain', () => this.#append(event, atMs));
  }

  async list(filter: AuditFilter): Promise<{ entries: AuditEntry[]; nextBeforeSeq: number | null }> {
    const found = await this.#options.audit.list({ ...filter, limit: filter.limit + 1 });
    const entries = found.slice(0, filter.limit);
    return { entries, nextBeforeSeq: found.length > entries.length ? (entries.at(-1)?.seq ?? null) : null };
  }

  /** Everything, oldest first, a page at a time. */
  async *pages(): AsyncGenerator<readonly AuditEntry[]> {
    for (let afterSeq = 0; !this.#closed; ) {
      const page = await this.#options.audit.page(afterSeq, pageSize);
      if (page.length === 0) return;
      yield page;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
    }
  }

  /** Reads the whole chain and says where it breaks first. */
  async verify(): Promise<AuditVerdict> {
    // Read before the chain: entries that come meanwhile only make the chain longer.
    const head = await this.#options.head.read();
    let [seq, hash] = [0, firstHash];
    let headHash: string | null = null;
    for await (const page of this.pages()) {
      for (const entry of page) {
        seq += 1;
        if (entry.seq !== seq) return { intact: false, seq, problem: 'An entry is missing here.' };
        if (entry.hash !== hashOfEntry(hash, entry)) return { intact: false, seq, problem: 'This entry was changed, or one before it.' };
        hash = entry.hash;
        if (seq === head?.seq) headHash = hash;
      }
    }
    if (head && headHash !== head.hash)
      return { intact: false, seq: head.seq, problem: 'The log ends before, or differs from, what this station wrote last.' };
    return { intact: true, entries: seq };
  }

  /** Looks at the chain once, in the background: the start of the station does not wait for it. */
  verifyAtStart(): void {
    this.#looking = this.#verifyAndTell();
  }

  /** Lets what is under way finish. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#queue.idle(), this.#looking]);
  }

  async #verifyAndTell(): Promise<void> {
    try {
      const verdict = await this.verify();
      if (!verdict.intact && !this.#closed) this.#options.log.error(verdict, 'the audit log was tampered with');
    } catch (error) {
      this.#options.log.error({ err: error }, 'the audit log could not be verified');
    }
  }

  async #append(event: AuditEvent, atMs: number): Promise<void> {
    const { audit, head, log } = this.#options;
    for (let round = 0; round < 100; round += 1) {
      const last = await audit.last();
      const { user, address, action, target = null, outcome } = event;
      const entry = {
        seq: (last?.seq ?? 0) + 1,
        atMs,
        userId: user?.id ?? null,
        username: user?.username ?? null,
        address: address.slice(0, 100),
        action,
        target: target?.slice(0, 100) ?? null,
        outcome,
        details: detailsOf(event),
      };
      const hash = hashOfEntry(last?.hash ?? firstHash, entry);
      // Another station over the same database may have taken the position: then after it.
      if (!(await audit.insert({ ...entry, hash }))) continue;
      await head.write({ seq: entry.seq, hash }).catch((error: unknown) => log.error({ err: error }, 'audit.head could not be written'));
      return;
    }
    throw new Error('the audit log never got a free position');
  }
}

function detailsOf({ details = {} }: AuditEvent): string {
  const text = JSON.stringify(withoutSecrets(details));
  return text.length <= mostDetails ? text : JSON.stringify({ leftOut: `${text.length} characters` });
}
