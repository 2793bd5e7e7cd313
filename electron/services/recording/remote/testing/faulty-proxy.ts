import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may go wrong on the way to an S3 server. */
export type Fault =
  /** Answers itself, as a service that is overloaded, or refuses. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string | null }
  /** Closes the connection after so many bytes of what is sent. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Changes a byte of what is sent. */
  | { readonly kind: 'corrupt' }
  /** Closes the connection in the middle of the answer. */
  | { readonly kind: 'shorten' }
  /** Changes a byte of the answer. */
  | { readonly kind: 'garble' }
  /** Answers like storage that encrypts: with an ETag that is no MD5. */
  | { readonly kind: 'opaque' }
  /** The same, but it keeps the SHA-256 that was sent and tells it when it is asked to. */
  | { readonly kind: 'encrypting' };

export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly host: string;
}

export interface FaultyProxy {
  readonly endpoint: string;
  readonly seen: SeenCall[];
  /** Asked for each call; null = it goes through. */
  fault: (call: SeenCall) => Fault | null;
  close(): Promise<void>;
}

/** Stands before a real S3 server and breaks what it is told to. The Host header stays as it was signed. */
export async function faultyProxy(endpoint: string): Promise<FaultyProxy> {
  const server = createServer((call, reply) => {
    const seen = { method: call.method ?? '', path: call.url ?? '', host: call.headers.host ?? '' };
    proxy.seen.push(seen);
    const fault = proxy.fault(seen);
    if (fault?.kind === 'answer') answer(call, reply, fault);
    else forward(endpoint, call, reply, fault);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    fault: () => null,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function answer(call: IncomingMessage, reply: ServerResponse, { status, code }: Extract<Fault, { kind: 'answer' }>): void {
  call.resume();
  reply.writeHead(status, { 'content-type': 'application/xml' });
  reply.end(code === null ? 'what is this' : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

function forward(endpoint: string, call: IncomingMessage, reply: ServerResponse, fault: Fault | null): void {
  const upstream = request(`${endpoint}${call.url}`, { method: call.method, headers: call.headers, agent: false });
  let bytes = 0;
  call.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (fault?.kind === 'cut' && bytes > fault.afterBytes) {
      upstream.destroy();
      call.socket.destroy();
    } else upstream.write(fault?.kind === 'corrupt' ? flipped(chunk) : chunk);
  });
  call.on('end', () => upstream.end());
  call.on('close', () => {
    if (!call.complete) upstream.destroy();
  });
  upstream.on('error', () => reply.destroy());
  upstream.on('response', (found) => {
    const headers = { ...found.headers, ...(fault && found.headers.etag ? describe(fault, call) : {}) };
    reply.writeHead(found.statusCode ?? 502, headers);
    if (fault?.kind !== 'shorten') found.on('data', (chunk: Buffer) => reply.write(fault?.kind === 'garble' ? flipped(chunk) : chunk));
    else
      found.once('data', (chunk: Buffer) => {
        reply.write(chunk.subarray(0, chunk.length / 2), () => reply.socket?.destroy());
      });
    found.on('end', () => reply.end());
  });
}

/** SHA-256 of what was uploaded, by path. */
const checksums = new Map<string, string>();

function describe({ kind }: Fault, { method, url = '', headers }: IncomingMessage): Record<string, string> {
  if (kind !== 'opaque' && kind !== 'encrypting') return {};
  const given = headers['x-amz-checksum-sha256'];
  if (kind === 'encrypting' && method === 'PUT' && typeof given === 'string') checksums.set(url, given);
  const kept = headers['x-amz-checksum-mode'] === 'ENABLED' ? checksums.get(url) : undefined;
  return { etag: '"not-an-md5"', ...(kind === 'encrypting' && kept ? { 'x-amz-checksum-sha256': kept } : {}) };
}

function flipped(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 0xff;
  return copy;
}
