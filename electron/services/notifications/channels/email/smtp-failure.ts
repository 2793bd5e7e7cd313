import { z } from 'zod';
import { SendRefusal } from '../../channel.ts';
import { networkWords } from '../http/network-words.ts';

const smtpErrorSchema = z.object({
  code: z.string().optional().catch(undefined),
  /** What was said to the server when it refused. */
  command: z.string().optional().catch(undefined),
  responseCode: z.number().int().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
});

const personRetryMs = 60_000;
/** Greylisting servers want to see the mail again after a minute or some. @see RFC 6647 */
const laterMs = 60_000;

/** What the outbox is to do about a mail that was not taken: 4xx again later, 5xx never, anything of the network soon again. */
export function smtpFailure(error: unknown): Error {
  const { code, command, responseCode, response } = smtpErrorSchema.safeParse(error).data ?? {};
  const said = response ? ` (${response.replace(/\s+/g, ' ').slice(0, 160)})` : '';
  if (code === 'EAUTH' || responseCode === 530 || responseCode === 535)
    return new SendRefusal(
      `The mail server does not accept user name and password${responseCode ? ` (${responseCode})` : ''}`,
      personRetryMs,
      {
        scope: 'channel',
      },
    );
  if (code === 'ETLS' || isCertificate(error)) return new SendRefusal(tlsWords(error), personRetryMs, { scope: 'channel' });
  if (responseCode !== undefined && responseCode >= 500)
    return new SendRefusal(
      `${command === 'RCPT TO' ? 'The mail server refuses this address' : 'The mail server refuses the mail'}${said}`,
      null,
    );
  if (responseCode === 421) return new SendRefusal(`The mail server is busy${said}`, laterMs, { scope: 'channel' });
  if (responseCode !== undefined && responseCode >= 400)
    return new SendRefusal(`The mail server wants the mail again later${said}`, laterMs);
  return new Error(`Mail server: ${code === 'ETIMEDOUT' ? 'no answer in time' : networkWords(causeOf(error))}`);
}

function isCertificate(error: unknown): boolean {
  return error instanceof Error && /certificate|self.signed|altname/i.test(error.message);
}

function tlsWords(error: unknown): string {
  if (isCertificate(error)) return 'The certificate of the mail server is not trusted';
  return 'The mail server does not offer an encrypted connection that works: check port and encryption';
}

/** The library puts its own code over that of the socket, but keeps the words. */
function causeOf(error: unknown): unknown {
  const code = error instanceof Error ? /\b(E[A-Z]{4,20})\b/.exec(error.message)?.[1] : undefined;
  return code === undefined ? error : Object.assign(new Error('network'), { code });
}
