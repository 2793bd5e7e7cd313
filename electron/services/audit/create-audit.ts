import type { AnsweredCall, Handlers } from '../../../shared/contract/dispatch.ts';
import type { Logger } from '../logging/logger.ts';
import type { Store } from '../store/store.ts';
import { AuditHeadFile } from './audit-head.ts';
import { AuditLog } from './audit-log.ts';
import { auditedCall } from './audited-call.ts';

export interface Audit {
  readonly log: AuditLog;
  readonly handlers: Pick<Handlers, 'audit.list' | 'audit.verify'>;
  /** For `Desk.onAnswered`: keeps every call that changes something. */
  readonly onAnswered: (call: AnsweredCall) => Promise<void>;
}

/** The audit log of a station. */
export function createAudit(options: { readonly store: Pick<Store, 'audit'>; readonly dataDir: string; readonly log: Logger }): Audit {
  const { store, dataDir, log } = options;
  const audit = new AuditLog({ audit: store.audit, head: new AuditHeadFile(dataDir), log });
  audit.verifyAtStart();
  return {
    log: audit,
    handlers: { 'audit.list': (filter) => audit.list(filter), 'audit.verify': () => audit.verify() },
    onAnswered: async (call) => {
      const event = auditedCall(call);
      if (event) await audit.record(event);
    },
  };
}
