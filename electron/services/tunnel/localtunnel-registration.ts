import { isIP } from 'node:net';
import { z } from 'zod';
import { TunnelFailure } from './tunnel-provider.ts';

/** Where the server of a localtunnel waits for our connections, and the address it gave. */
export interface Registration {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly url: string;
}

const answerSchema = z.object({
  port: z.number().int().min(1).max(65_535),
  max_conn_count: z.number().int().min(1).default(1),
  url: z.url({ protocol: /^https?$/ }).max(300),
  ip: z
    .string()
    .refine((text) => isIP(text) !== 0)
    .nullish(),
});
const refusalSchema = z.object({ message: z.string().min(1).max(300) });

/** The public server allows 10; an own server may say any number. */
const mostConnections = 20;
const mostAnswerBytes = 64 * 1024;
const answerTimeoutMs = 8_000;

/**
 * Asks a localtunnel server for an address: `GET /?new`, or `GET /<subdomain>` for a wished one (the server gives another when somebody
 * has it).
 * @see https://github.com/localtunnel/server
 * @throws {TunnelFailure}
 */
export async function registerLocaltunnel(server: URL, subdomain: string | null, signal: AbortSignal): Promise<Registration> {
  const address = new URL(subdomain ?? '?new', server);
  let response: Response;
  let body: string;
  try {
    response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]) });
    body = await readAtMost(response, mostAnswerBytes);
  } catch (cause) {
    throw new TunnelFailure('no_answer', `The tunnel server ${server.host} cannot be reached.`, { cause });
  }
  const answer = jsonOf(body);
  if (!response.ok) {
    const words = refusalSchema.safeParse(answer).data?.message;
    throw new TunnelFailure('refused', `The tunnel server ${server.host} refused (${response.status})${words ? `: ${words}` : '.'}`);
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new TunnelFailure('bad_answer', `${server.host} does not answer like a localtunnel server.`);
  const { ip, port, max_conn_count, url } = parsed.data;
  return { host: ip ?? server.hostname, port, connections: Math.min(max_conn_count, mostConnections), url: new URL(url).origin };
}

async function readAtMost(response: Response, bytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > bytes) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
