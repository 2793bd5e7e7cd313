import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { isConsoleUrl, appScheme } from '../app-address.ts';
import type { MediaReply, MediaRequest } from '../desktop-station.ts';
import { readConsoleFile } from './console-file.ts';
import { secureHeaders } from './content-security-policy.ts';

/** Must run before the app is ready: gives `app:` the standing of an https origin (storage, fetch, secure context), and lets video elements read piece by piece. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, corsEnabled: false, stream: true },
    },
  ]);
}

export interface AppProtocolOptions {
  /** Folder of the built console. */
  readonly consoleDir: string;
  /** Answers `/api/...`: pictures, recordings, exports. */
  readonly media: (request: MediaRequest) => Promise<MediaReply>;
}

/** Serves the console and its pictures at `app://sentra/`, by reading only. */
export function serveAppProtocol(options: AppProtocolOptions): void {
  protocol.handle(appScheme, (request) => answer(request, options));
}

async function answer(request: Request, { consoleDir, media }: AppProtocolOptions): Promise<Response> {
  if (!isConsoleUrl(request.url)) return plain(404, 'not found');
  const { method } = request;
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET');
  const { pathname, search } = new URL(request.url);
  if (pathname.startsWith('/api/'))
    return mediaResponse(
      await media({ method, path: pathname + search, headers: Object.fromEntries(request.headers), signal: request.signal }),
    );
  const file = await readConsoleFile(consoleDir, pathname);
  if (file) return respond(200, { 'content-type': file.type }, file.bytes);
  // The console is one page: addresses without a file name are its own to show.
  const page = /\.[^/]*$/.test(pathname) ? null : await readConsoleFile(consoleDir, '/');
  return page ? respond(200, { 'content-type': page.type }, page.bytes) : plain(404, 'not found');
}

/** The station's answer, piece by piece as it is read; a page that stops reading ends it. */
function mediaResponse({ status, headers, body }: MediaReply): Response {
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) body.destroy();
  return new Response(isEmpty ? null : webStream(body), { status, headers: { ...headers, ...secureHeaders } });
}

/** Node types its own web streams apart from those that `Response` takes. */
function webStream(body: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(body) as ReadableStream<Uint8Array>;
}

const plain = (status: number, text: string) => respond(status, { 'content-type': 'text/plain; charset=utf-8' }, text);

function respond(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array | string | null): Response {
  // A copy: Response wants bytes that nobody shares.
  return new Response(body instanceof Uint8Array ? new Uint8Array(body) : body, { status, headers: { ...headers, ...secureHeaders } });
}
