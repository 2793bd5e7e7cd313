import { z } from 'zod';
import { type Receipt, SendRefusal } from '../../channel.ts';
import { jsonOf, type PostAnswer } from '../http/post.ts';

/** Fonnte answers 200 to everything; whether it took the message stands inside, under a name that is not always written the same. */
const answerSchema = z
  .record(z.string(), z.unknown())
  .transform((answer) => Object.fromEntries(Object.entries(answer).map(([key, value]) => [key.toLowerCase(), value])))
  .pipe(
    z.object({
      status: z.boolean(),
      reason: z.string().optional().catch(undefined),
      id: z
        .array(z.union([z.string(), z.number()]))
        .optional()
        .catch(undefined),
    }),
  );

/** A person has to do something first: enter a token, scan the code of the phone, pay. Until then it is tried now and then. */
const personRetryMs = 60_000;
const tooManyRetryMs = 5_000;
const badToken = 'Fonnte does not know this token: enter the token of the device';
const tooFast = 'Fonnte asks to send more slowly';

const reasons: readonly { readonly pattern: RegExp; readonly words: string; readonly retryAfterMs: number | null }[] = [
  { pattern: /token/i, words: badToken, retryAfterMs: personRetryMs },
  { pattern: /disconnected/i, words: 'The WhatsApp phone is not connected to Fonnte: scan its code again', retryAfterMs: personRetryMs },
  { pattern: /quota|expired|package|subscri/i, words: 'The Fonnte plan has no messages left or has run out', retryAfterMs: personRetryMs },
  { pattern: /rate|too many|limit/i, words: tooFast, retryAfterMs: tooManyRetryMs },
  { pattern: /target|number|not registered/i, words: 'Fonnte does not accept this phone number', retryAfterMs: null },
];

/** What became of the message. @throws {SendRefusal} or, for an answer nobody understands, an Error: tried again. */
export function fonnteReceipt({ status, text, retryAfterMs }: PostAnswer): Receipt {
  if (status === 429) throw new SendRefusal(tooFast, retryAfterMs ?? tooManyRetryMs);
  if (status === 401 || status === 403) throw new SendRefusal(badToken, personRetryMs);
  if (status >= 500) throw new Error(`Fonnte has a problem of its own (HTTP ${status})`);
  const answer = answerSchema.safeParse(jsonOf(text));
  if (!answer.success) throw new Error(`Fonnte gave an answer that is not understood (HTTP ${status})`);
  if (!answer.data.status) throw refusalOf(answer.data.reason ?? 'no reason given');
  const id = answer.data.id?.[0];
  return { reference: id === undefined ? null : String(id) };
}

/** A reason nobody has seen yet is tried again: better late than never. */
function refusalOf(reason: string): SendRefusal {
  const known = reasons.find(({ pattern }) => pattern.test(reason));
  const detail = reason.slice(0, 120);
  return new SendRefusal(known ? `${known.words} (${detail})` : `Fonnte refused: ${detail}`, known ? known.retryAfterMs : personRetryMs);
}
