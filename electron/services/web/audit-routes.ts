import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { AuditEntry } from '../../../shared/schemas/audit.ts';
import { type Authenticator, requireAccess } from './authenticator.ts';

/** The whole audit log as JSON lines, oldest first, each with its hash: to be verified elsewhere. */
export function registerAuditRoutes(app: FastifyInstance, auth: Authenticator, pages: () => AsyncIterable<readonly AuditEntry[]>): void {
  app.get('/api/audit/export.jsonl', async (request, reply) => {
    await requireAccess(request, auth, 'admin');
    return reply
      .type('application/jsonl; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="sentra-audit.jsonl"')
      .send(Readable.from(lines(pages())));
  });
}

async function* lines(pages: AsyncIterable<readonly AuditEntry[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
