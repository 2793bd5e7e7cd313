import { protocol } from 'electron';
import { isConsoleUrl, appScheme } from '../app-address.ts';
import type { MediaReply } from '../desktop-station.ts';
import { readConsoleFile } from './console-file.ts';
import { secureHeaders } from './content-security-policy.ts';

/** Must run before the app is ready: gives `app:` the standing of an https origin (storage, fetch, secure context). */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, corsEnabled: false } },
  ]);
}

export interface AppProtocolOptions {
  /** Folder of the built console. */
  readonly consoleDir: string;
  /** Answers `GET /api/...`: photos and snapshots. Null = no such path. */
  readonly media: (path: string) => Promise<MediaReply | null>;
}

/** Serves the console and its pictures at `app://sentra/`, by reading only. */
export function serveAppProtocol(options: AppProtocolOptions): void {
  protocol.handle(appScheme, (request) => answer(request, options));
}

async function answer(request: Request, { consoleDir, media }: AppProtocolOptions): Promise<Response> {
  if (!isConsoleUrl(request.url)) return plain(404, 'not found');
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'only GET');
  const { pathname, search } = new URL(request.url);
  if (pathname.startsWith('/api/')) return mediaResponse(await media(pathname + search));
  const file = await readConsoleFile(consoleDir, pathname);
  if (file) return respond(200, { 'content-type': file.type }, file.bytes);
  // The console is one page: addresses without a file name are its own to show.
  const page = /\.[^/]*$/.test(pathname) ? null : await readConsoleFile(consoleDir, '/');
  return page ? respond(200, { 'content-type': page.type }, page.bytes) : plain(404, 'not found');
}

function mediaResponse(reply: MediaReply | null): Response {
  return reply ? respond(reply.status, reply.headers, reply.body) : plain(404, 'not found');
}

const plain = (status: number, text: string) => respond(status, { 'content-type': 'text/plain; charset=utf-8' }, text);

function respond(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array | string | null): Response {
  // A copy: Response wants bytes that nobody shares.
  return new Response(body instanceof Uint8Array ? new Uint8Array(body) : body, { status, headers: { ...headers, ...secureHeaders } });
}
