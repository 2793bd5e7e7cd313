import { type Dispatcher, request } from 'undici';
import { connectionFailure, DownloadFailure } from './download-failure.ts';

export interface DownloadRules {
  /** Hosts that may serve a file or be redirected to. */
  readonly hosts: readonly string[];
  /** For tests: plain http to 127.0.0.1 counts as allowed when its host:port is among `hosts`. */
  readonly allowLoopbackHttp: boolean;
  readonly dispatcher: Dispatcher;
}

export interface OpenedDownload {
  readonly body: Dispatcher.ResponseData['body'];
  /** First byte of the body within the file; 0 when the server starts anew. */
  readonly startsAt: number;
  /** Length of the whole file; null when the server does not say. */
  readonly totalBytes: number | null;
  /** Strong validator for going on later; null when there is none. */
  readonly etag: string | null;
}

/** What is here already, and the validator it came with. */
export interface ResumePoint {
  readonly bytes: number;
  /** Null: ask without a condition, which is safe only where a hash is checked in the end. */
  readonly etag: string | null;
}

const maxRedirects = 5;
const timeouts = { headersTimeout: 20_000, bodyTimeout: 30_000 };

/**
 * Asks for a file, from `resume` on where there is one, following redirects to allowed hosts only.
 * @returns null when the server says that nothing is left to send (416).
 * @throws {DownloadFailure}
 */
export async function openDownload(
  url: string,
  resume: ResumePoint,
  rules: DownloadRules,
  signal: AbortSignal,
): Promise<OpenedDownload | null> {
  let target = allowed(url, url, rules);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await get(target, resume, rules, signal);
    const { statusCode, headers, body } = response;
    const location = statusCode >= 300 && statusCode < 400 ? one(headers.location) : null;
    if (location === null) return opened(target, resume, response);
    await discard(body);
    target = allowed(location, target.href, rules);
  }
  throw new DownloadFailure('redirect', `${target.host} sends us from one address to the next without end.`);
}

function allowed(address: string, base: string, { hosts, allowLoopbackHttp }: DownloadRules): URL {
  const url = URL.parse(address, base);
  const secure = url?.protocol === 'https:' || (allowLoopbackHttp && url?.protocol === 'http:' && url.hostname === '127.0.0.1');
  if (url && secure && url.username === '' && hosts.includes(url.host)) return url;
  const where = url ? `${url.protocol}//${url.host}` : 'an address that is none';
  throw new DownloadFailure('redirect', `The download leads to ${where}, which is not the publisher's. Nothing was taken from there.`);
}

function get(target: URL, resume: ResumePoint, { dispatcher }: DownloadRules, signal: AbortSignal) {
  const range = resume.bytes === 0 ? {} : { range: `bytes=${resume.bytes}-`, ...(resume.etag === null ? {} : { 'if-range': resume.etag }) };
  const headers = { accept: 'application/octet-stream', 'accept-encoding': 'identity', 'user-agent': 'SENTRA', ...range };
  return request(target, { method: 'GET', headers, signal, dispatcher, ...timeouts }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw connectionFailure(target.host, error);
  });
}

async function opened(target: URL, resume: ResumePoint, response: Dispatcher.ResponseData): Promise<OpenedDownload | null> {
  const { statusCode, headers, body } = response;
  if (statusCode === 416 && resume.bytes > 0) {
    await discard(body);
    return null;
  }
  const failure = refusedAnswer(target, statusCode, one(headers['content-type']));
  if (failure) {
    await discard(body);
    throw failure;
  }
  const etag = one(headers.etag);
  const strong = etag?.startsWith('"') ? etag : null;
  if (statusCode === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(one(headers['content-range']) ?? '');
    if (range && Number(range[1]) === resume.bytes) return { body, startsAt: resume.bytes, totalBytes: Number(range[2]), etag: strong };
    await discard(body);
    throw new DownloadFailure('http_status', `${target.host} answers with another part of the file than was asked for.`);
  }
  const length = one(headers['content-length']);
  return { body, startsAt: 0, totalBytes: length === null ? null : Number(length), etag: strong };
}

function refusedAnswer({ host }: URL, status: number, type: string | null): DownloadFailure | null {
  if (status !== 200 && status !== 206) {
    return new DownloadFailure('http_status', `${host} answers with HTTP status ${status}.`, { retry: status >= 500 });
  }
  if (/html/i.test(type ?? '')) {
    return new DownloadFailure('web_page', `${host} answers with a web page instead of a model; some networks do so until one signs in.`);
  }
  return null;
}

/** Ends an answer whose body nobody wants. */
async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  // Its own failure says nothing about the answer that was already read.
  body.on('error', () => undefined).destroy();
}

function one(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
