import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A method of the contract: answered over sockets and IPC, never to requests from inside the process. */
    readonly isContract?: boolean;
  }
}

/** A request for bytes from inside this process: the desktop window, which has no network. */
export interface MediaRequest {
  readonly method: 'GET' | 'HEAD';
  /** `/api/…`, with its query. */
  readonly path: string;
  /** Only those that say which bytes are wanted are passed on. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface MediaReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Not read ahead of its reader; destroying it ends the answer. */
  readonly body: Readable;
}

export type AskMedia = (request: MediaRequest, caller: Caller) => Promise<MediaReply>;

const passedOn = ['range', 'if-range', 'if-none-match', 'if-modified-since'];
/** Of a connection, which there is none; and what only a browser's own session would use. */
const notPassedBack = new Set(['connection', 'transfer-encoding', 'keep-alive', 'set-cookie']);

/** Set only while a request is answered that was made by `askInProcess`; nothing that comes over a socket runs in there. */
const asking = new AsyncLocalStorage<Caller>();

/** The caller of a request from inside this process; null for every request that came over a socket. */
export function inProcessCaller(request: Pick<FastifyRequest, 'raw'>): Caller | null {
  return 'isLightMyRequest' in request.raw ? (asking.getStore() ?? null) : null;
}

/** Methods of the contract have a door of their own that checks who sends each message: this one gives bytes only. */
export function refuseContract(request: FastifyRequest): void {
  if (inProcessCaller(request) && request.routeOptions.config.isContract) throw new AppError('not_found', 'There is no such file.');
}

/** Answers by the same routes that browsers use, as this caller, without a network. */
export async function askInProcess(app: FastifyInstance, request: MediaRequest, caller: Caller): Promise<MediaReply> {
  const ending = new AbortController();
  const end = () => ending.abort();
  request.signal.addEventListener('abort', end, { once: true });
  if (request.signal.aborted) end();
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => passedOn.includes(name.toLowerCase())));
  const { method, path: url } = request;
  // Awaited in there: an injection begins only when somebody waits for it.
  const answer = await asking.run(
    caller,
    async () => await app.inject({ method, url, headers, authority: 'localhost', payloadAsStream: true, signal: ending.signal }),
  );
  const body = answer.stream();
  body.once('close', () => {
    request.signal.removeEventListener('abort', end);
    // The route learns of a reader that went away by this alone.
    end();
  });
  return { status: answer.statusCode, headers: textHeaders(answer.headers), body };
}

function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => !notPassedBack.has(name) && value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
