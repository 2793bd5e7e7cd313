import type { RemoteProblem, RemoteTrouble } from '../../../../shared/schemas/remote-archive.ts';

/** The archive did not do what it was asked. Carries neither address nor keys. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
  readonly problem: RemoteProblem;
  readonly detail: string;

  constructor(problem: RemoteProblem, detail: string) {
    super(`${problem}: ${detail}`);
    this.problem = problem;
    this.detail = detail.slice(0, 200);
  }

  get trouble(): RemoteTrouble {
    return { problem: this.problem, detail: this.detail };
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and what MinIO and Ceph add */
const byCode: Readonly<Record<string, RemoteProblem>> = {
  RequestTimeTooSkewed: 'clock',
  RequestExpired: 'clock',
  InvalidAccessKeyId: 'wrong_key',
  InvalidToken: 'wrong_key',
  SignatureDoesNotMatch: 'wrong_secret',
  AccessDenied: 'access_denied',
  AllAccessDisabled: 'access_denied',
  AccountProblem: 'access_denied',
  NoSuchBucket: 'no_bucket',
  InvalidBucketName: 'no_bucket',
  AuthorizationHeaderMalformed: 'wrong_region',
  PermanentRedirect: 'wrong_region',
  TemporaryRedirect: 'wrong_region',
  IllegalLocationConstraintException: 'wrong_region',
  InvalidRegion: 'wrong_region',
  SlowDown: 'throttled',
  SlowDownRead: 'throttled',
  SlowDownWrite: 'throttled',
  TooManyRequests: 'throttled',
  ServiceUnavailable: 'throttled',
  RequestTimeout: 'unreachable',
  IncompleteBody: 'unreachable',
  QuotaExceeded: 'full',
  XMinioStorageFull: 'full',
  XMinioAdminBucketQuotaExceeded: 'full',
  BadDigest: 'changed',
  InvalidDigest: 'changed',
  XAmzContentSHA256Mismatch: 'changed',
  NoSuchKey: 'lost',
};

/** What an answer that is no success means. @param code the `<Code>` of its body; null = it has none, as answers to HEAD */
export function failureOf(status: number, code: string | null): S3Failure {
  const detail = code ?? `HTTP ${status}`;
  const known = code === null ? undefined : byCode[code];
  return new S3Failure(known ?? byStatus(status, code), detail);
}

function byStatus(status: number, code: string | null): RemoteProblem {
  if (status === 429 || status === 503) return 'throttled';
  if (status === 507) return 'full';
  if (status >= 500) return 'server';
  if (status === 401 || status === 403) return 'access_denied';
  if (status >= 300 && status < 400) return code === null ? 'not_s3' : 'wrong_region';
  return code === null ? 'not_s3' : 'rejected';
}

const bySystem: Readonly<Record<string, RemoteProblem>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

/** What a failed connection means. @returns the error itself when it is none of the network, as one of the disk */
export function networkFailure(error: unknown): unknown {
  if (error instanceof S3Failure) return error;
  const code = codeOf(error);
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED|LEAF|EPROTO/.test(code)) return new S3Failure('tls', code);
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError'))
    return new S3Failure('not_s3', code || 'no HTTP');
  const known = bySystem[code];
  if (known) return new S3Failure(known, code);
  return /^(UND_ERR_|E(CONN|HOST|NET|PIPE|ADDR))/.test(code) ? new S3Failure('unreachable', code) : error;
}

/** The code may hide one or two causes down, or in the first of several attempts. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, cause } = error as Error & { code?: unknown };
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : codeOf(cause);
}
