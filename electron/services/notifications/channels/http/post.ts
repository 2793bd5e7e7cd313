import { type Dispatcher, type FormData, request } from 'undici';
import { networkWords } from './network-words.ts';

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | FormData;
  readonly dispatcher: Dispatcher;
  /** Longest wait for the whole exchange, milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** An answer, whatever its status. */
export interface PostAnswer {
  readonly status: number;
  /** Its first 16 KiB. */
  readonly text: string;
  readonly retryAfterMs: number | null;
}

const maxAnswerBytes = 16 * 1024;
const maxRetryAfterMs = 60 * 60 * 1000;

/**
 * Posts and reads the beginning of the answer. Redirects are answers like any other: they are never followed.
 * @throws {Error} in a few words, without address and headers, when no answer came.
 */
export async function post(url: string, { timeoutMs, signal, ...options }: PostOptions): Promise<PostAnswer> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, { ...options, method: 'POST', signal: AbortSignal.any([signal, late]) });
    const text = await beginningOf(response.body);
    return { status: response.statusCode, text, retryAfterMs: retryAfterOf(response.headers['retry-after']) };
  } catch (error) {
    throw new Error(late.aborted ? `no answer within ${timeoutMs / 1000} s` : networkWords(error));
  }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString('utf8');
}

/** Seconds or a date; at most an hour, so that a service cannot put an alert off for good. @see RFC 9110, 10.2.3 */
function retryAfterOf(header: string | string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const ms = /^\d{1,6}$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), maxRetryAfterMs);
}

/** What an answer's text says, whatever was promised about its form; null when it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
