import { z } from 'zod';
import { type Receipt, SendRefusal } from '../../channel.ts';
import { jsonOf, type PostAnswer } from '../http/post.ts';

const takenSchema = z.object({ sid: z.string().max(100) });
const refusedSchema = z.object({ code: z.number().int().optional().catch(undefined), message: z.string().optional().catch(undefined) });

const personRetryMs = 60_000;
const tooManyRetryMs = 2_000;
const badAccount = 'The SMS service does not accept account and token';

/** Codes about the recipient: no later attempt can go better. @see https://www.twilio.com/docs/api/errors */
const forGood: Readonly<Record<number, string>> = {
  21610: 'This person has unsubscribed from SMS of this sender (answered STOP)',
  21211: 'The phone number does not exist',
  21214: 'The phone number cannot be reached',
  21614: 'The phone number cannot receive SMS',
  21612: 'The phone number cannot be reached from this sender',
  21408: 'SMS to this country are not allowed for this account',
};
/** Codes about the account: a person has to mend something, and then the alert should still go out. */
const byPerson: Readonly<Record<number, string>> = {
  20003: badAccount,
  20404: 'The SMS service does not know this account',
  21603: 'The SMS service misses the sender number',
  21606: 'The SMS service does not accept this sender number',
  30002: 'The account of the SMS service is suspended',
};

/** What became of the SMS. @throws {SendRefusal} or, for a failure of the service, an Error: tried again. */
export function twilioReceipt({ status, text, retryAfterMs }: PostAnswer): Receipt {
  const json = jsonOf(text);
  if (status === 200 || status === 201) return { reference: takenSchema.safeParse(json).data?.sid ?? null };
  const { code = 0, message } = refusedSchema.safeParse(json).data ?? {};
  if (status === 429 || code === 20429) throw new SendRefusal('The SMS service asks to send more slowly', retryAfterMs ?? tooManyRetryMs);
  if (status >= 500) throw new Error(`The SMS service has a problem of its own (HTTP ${status})`);
  if (forGood[code]) throw new SendRefusal(`${forGood[code]} (${code})`, null);
  if (byPerson[code]) throw new SendRefusal(`${byPerson[code]} (${code})`, personRetryMs);
  if (status === 401 || status === 403) throw new SendRefusal(badAccount, personRetryMs);
  if (status === 404) throw new SendRefusal('The SMS service knows no such account, or its address is wrong', personRetryMs);
  if (status >= 400) throw new SendRefusal(`The SMS service refused: ${(message ?? `HTTP ${status}`).slice(0, 160)}`, null);
  throw new Error(`The SMS service gave an answer that is not understood (HTTP ${status})`);
}
