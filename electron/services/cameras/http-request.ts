import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { CameraCause } from '../../../shared/schemas/camera.ts';
import { AppError } from '../../../shared/errors.ts';
import { digestAuthorization } from './http-digest.ts';
import { cameraFailure } from './source.ts';
import { urlCredentials } from './url-credentials.ts';

const maxRedirects = 3;

/** Waits of one request; from then on, whoever watches the frames decides when a stream is stalled. */
export interface HttpTimeouts {
  /** Until the connection stands and the response headers are there, slow dribbling included. */
  readonly responseMs: number;
}

export const defaultHttpTimeouts: HttpTimeouts = { responseMs: 9_000 };

/**
 * Asks a camera by GET and hands its 2xx response over, unread, after at most three redirects. The caller reads or destroys it.
 * @throws {AppError} `camera_unreachable` with the cause; never with credentials in its words.
 */
export async function openHttp(url: string, signal: AbortSignal, timeouts: HttpTimeouts = defaultHttpTimeouts): Promise<IncomingMessage> {
  const deadline = AbortSignal.timeout(timeouts.responseMs);
  let target = new URL(url);
  let proof: string | null = null;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await get(target, signal, deadline, proof);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    response.destroy();
    if (status === 401 && proof === null) {
      proof = digestFor(target, response.headers['www-authenticate'] ?? '');
      if (proof !== null) continue;
    }
    proof = null;
    const location = status >= 300 && status < 400 ? response.headers.location : undefined;
    if (location === undefined) throw statusFailure(status);
    target = redirected(target, location);
  }
  throw cameraFailure('http_error', 'The camera sends us from one address to the next without end.');
}

/** Most IP cameras want the password proved, not told. */
function digestFor(target: URL, challenge: string): string | null {
  const credentials = urlCredentials(target);
  return credentials && digestAuthorization(challenge, { ...credentials, method: 'GET', uri: target.pathname + target.search });
}

/** @param proof Authorization header to send instead of user and password */
function get(target: URL, signal: AbortSignal, deadline: AbortSignal, proof: string | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const client = target.protocol === 'https:' ? https : http;
    const request: ClientRequest = client.get(plainUrl(target), {
      agent: false,
      headers: {
        Accept: 'multipart/x-mixed-replace, image/jpeg, video/*, */*',
        'User-Agent': 'SENTRA',
        ...(proof === null ? authorization(target) : { Authorization: proof }),
      },
    });
    const stop = () => request.destroy();
    const onDeadline = () => request.destroy(cameraFailure('timeout', 'The camera did not answer in time.'));
    const settle = () => deadline.removeEventListener('abort', onDeadline);
    signal.addEventListener('abort', stop, { once: true });
    deadline.addEventListener('abort', onDeadline, { once: true });
    request.once('close', () => signal.removeEventListener('abort', stop));
    request.once('response', (response) => {
      settle();
      resolve(response);
    });
    request.on('error', (error) => {
      settle();
      reject(networkFailure(error));
    });
    if (signal.aborted) stop();
  });
}

/** The address without its user and password, which travel in a header. */
function plainUrl(target: URL): URL {
  const plain = new URL(target.href);
  plain.username = '';
  plain.password = '';
  return plain;
}

function authorization(target: URL): Record<string, string> {
  const credentials = urlCredentials(target);
  if (!credentials) return {};
  return { Authorization: `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}` };
}

/** Credentials go along to the same host and port only. */
function redirected(from: URL, location: string): URL {
  const next = URL.parse(location, from.href);
  if (!next || !/^https?:$/.test(next.protocol)) throw cameraFailure('http_error', 'The camera sends us to an address that is not HTTP.');
  if (next.host === from.host && next.username === '') {
    next.username = from.username;
    next.password = from.password;
  }
  return next;
}

function statusFailure(status: number): Error {
  if (status === 401)
    return cameraFailure('unauthorized', 'The camera asks for a user name and password, or refuses the given ones (401).');
  if (status === 403) return cameraFailure('unauthorized', 'The camera forbids access (403).');
  if (status === 404 || status === 410) return cameraFailure('not_found', `The camera has nothing at this path (${status}).`);
  return cameraFailure('http_error', `The camera answers with HTTP status ${status}.`);
}

const networkCauses: Readonly<Record<string, readonly [CameraCause, string]>> = {
  ECONNREFUSED: ['refused', 'The camera refuses the connection: wrong port, or its server is off.'],
  ETIMEDOUT: ['timeout', 'The camera did not answer in time.'],
  EHOSTUNREACH: ['unreachable', 'No way to this address from here.'],
  ENETUNREACH: ['unreachable', 'No way to this address from here.'],
  EADDRNOTAVAIL: ['unreachable', 'No way to this address from here.'],
  EHOSTDOWN: ['unreachable', 'The camera is not on the network.'],
  ENOTFOUND: ['unknown_host', 'No machine of this name is known.'],
  EAI_AGAIN: ['unknown_host', 'The name could not be looked up.'],
  ECONNRESET: ['ended', 'The camera closed the connection.'],
  EPIPE: ['ended', 'The camera closed the connection.'],
};

/** Puts a socket's or parser's error into a cause and words; an error without a code is a bug of ours and stays as it is. */
export function networkFailure(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('something that is no error was thrown', { cause: error });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof AppError || code === '') return error;
  const [cause, words] = networkCauses[code] ?? unknownCause(code);
  return cameraFailure(cause, words, { cause: error });
}

function unknownCause(code: string): readonly [CameraCause, string] {
  if (code.startsWith('HPE_')) return ['http_error', 'What answers there does not speak HTTP.'];
  if (/CERT|SSL|TLS|ALTNAME/.test(code)) return ['unreachable', `The camera's certificate is not trusted (${code}).`];
  return ['ended', `The connection failed (${code}).`];
}
