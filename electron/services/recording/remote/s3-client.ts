import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, type Dispatcher, request } from 'undici';
import type { Digest } from './digest-file.ts';
import { failureOf, networkFailure, S3Failure } from './s3-failure.ts';
import type { S3Target } from './s3-target.ts';

/** An object as the archive describes it. */
export interface RemoteHead {
  readonly bytes: number;
  /** MD5 of it, hexadecimal, unless it is encrypted there or came in parts; without quotes. */
  readonly etag: string;
  /** Base64; null = it keeps none. */
  readonly sha256: string | null;
}

export interface PutRequest {
  /** Without the prefix. */
  readonly key: string;
  readonly digest: Digest;
  readonly contentType: string;
  /** Words for `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Buffer>;
}

interface Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sha256?: string;
  readonly body?: AsyncIterable<Buffer>;
  /** Statuses that are answers, not failures. */
  readonly allow?: readonly number[];
}

const nothingSha256 = createHash('sha256').digest('hex');
const connectTimeoutMs = 10_000;
/** Between two pieces of an answer, and until it begins after everything was sent. */
const answerTimeoutMs = 60_000;
/** Of a refusal; its code stands at its begin. */
const mostErrorBytes = 16_384;

/**
 * Speaks S3 over undici, signed by aws4fetch. Redirects are answers like any other and never followed: a signature is for one place.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export class S3Client {
  readonly #target: S3Target;
  readonly #agent: Agent;
  readonly #keys = new Map<string, ArrayBuffer>();
  #asksForChecksums = false;

  /** @param lookup how names become addresses; left out = as the system does it */
  constructor(target: S3Target, lookup?: LookupFunction) {
    this.#target = target;
    const connect = { timeout: connectTimeoutMs, rejectUnauthorized: !target.allowUntrustedCertificate, ...(lookup ? { lookup } : {}) };
    this.#agent = new Agent({ connect, connections: 4, pipelining: 1, headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs });
  }

  /** From now on the service is to keep a SHA-256: some encrypt, and give no MD5. Not before, since others refuse to be asked. */
  askForChecksums(): void {
    this.#asksForChecksums = true;
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /**
   * Sends an object in one piece. The service checks the SHA-256 that the signature covers; whether it did is for `head` to say.
   * @throws {S3Failure} and errors of the body's source
   */
  async put({ key, digest, contentType, metadata = {}, body }: PutRequest, signal: AbortSignal): Promise<void> {
    const headers: Record<string, string> = {
      'content-type': contentType,
      'content-length': String(digest.bytes),
      'content-md5': Buffer.from(digest.md5, 'hex').toString('base64'),
      ...(this.#asksForChecksums ? { 'x-amz-checksum-sha256': Buffer.from(digest.sha256, 'hex').toString('base64') } : {}),
    };
    for (const [name, value] of Object.entries(metadata)) headers[`x-amz-meta-${name}`] = value;
    const answer = await this.#call({ method: 'PUT', key, headers, sha256: digest.sha256, body }, signal);
    await answer.body.dump();
  }

  /** @returns null when there is none; where keys may not list the bucket that is answered as a refusal, so that is null too. */
  async head(key: string, signal: AbortSignal): Promise<RemoteHead | null> {
    const headers: Record<string, string> = this.#asksForChecksums ? { 'x-amz-checksum-mode': 'ENABLED' } : {};
    const answer = await this.#call({ method: 'HEAD', key, headers, allow: [403, 404] }, signal);
    await answer.body.dump();
    if (answer.statusCode !== 200) return null;
    return {
      bytes: Number(textOf(answer.headers['content-length'])),
      etag: textOf(answer.headers.etag).replace(/^(W\/)?"|"$/g, ''),
      sha256: textOf(answer.headers['x-amz-checksum-sha256']) || null,
    };
  }

  /** The caller reads it to the end or destroys it. @throws {S3Failure} `lost` when there is none. */
  async get(key: string, signal: AbortSignal): Promise<Readable> {
    const answer = await this.#call({ method: 'GET', key }, signal);
    return answer.body;
  }

  /** Also of an object that is gone already. */
  async delete(key: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#call({ method: 'DELETE', key, allow: [404] }, signal);
    const code = answer.statusCode === 404 ? await codeOf(answer) : null;
    if (code === null) await answer.body.dump();
    else if (code !== 'NoSuchKey') throw failureOf(404, code);
  }

  /** Whether it answers and knows us and the bucket. @throws {S3Failure} */
  async probe(signal: AbortSignal): Promise<void> {
    try {
      const body = await this.get('probe', signal);
      body.destroy();
    } catch (error) {
      // It looked for the object: all is well. Without the right to list the bucket, that it is missing is answered as a refusal.
      const isFine = error instanceof S3Failure && (error.problem === 'lost' || error.problem === 'access_denied');
      if (!isFine || error.detail.startsWith('HTTP')) throw error;
    }
  }

  async #call({ method, key, headers = {}, sha256 = nothingSha256, body, allow = [] }: Call, signal: AbortSignal) {
    const { region, accessKeyId, secret, bucketUrl, prefix } = this.#target;
    const signed = await new AwsV4Signer({
      ...{ method, url: `${bucketUrl}/${prefix}${key}`, service: 's3', region, accessKeyId, secretAccessKey: secret, cache: this.#keys },
      headers: { ...headers, 'x-amz-content-sha256': sha256 },
    }).sign();
    try {
      const answer = await request(signed.url, {
        ...{ method, signal, dispatcher: this.#agent, headers: Object.fromEntries(signed.headers) },
        ...(body ? { body: Readable.from(body, { objectMode: false }) } : {}),
      });
      const { statusCode } = answer;
      if ((statusCode >= 200 && statusCode < 300) || allow.includes(statusCode)) return answer;
      throw failureOf(statusCode, await codeOf(answer));
    } catch (error) {
      signal.throwIfAborted();
      throw networkFailure(error);
    }
  }
}

/** The service's word for what is wrong. @returns null when what answered spoke no S3 */
async function codeOf({ body }: Pick<Dispatcher.ResponseData, 'body'>): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostErrorBytes) break;
  }
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(Buffer.concat(chunks).toString('utf8'))?.[1] ?? null;
}

function textOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}
