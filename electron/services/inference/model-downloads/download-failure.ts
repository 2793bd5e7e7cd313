import type { DownloadCause } from '../../../../shared/schemas/model-download.ts';

/** Why a download ended. `retry`: the connection broke, so going on from what is here may help. */
export class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure';
  readonly downloadCause: DownloadCause;
  readonly retry: boolean;

  constructor(downloadCause: DownloadCause, message: string, options?: ErrorOptions & { retry?: boolean }) {
    super(message, options);
    this.downloadCause = downloadCause;
    this.retry = options?.retry ?? false;
  }
}

const full = new Set(['ENOSPC', 'EDQUOT']);

/** A failed write, read or rename in words. */
export function storageFailure(error: unknown): DownloadFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (full.has(code)) return new DownloadFailure('disk_full', 'The disk is full; what was downloaded is removed.', { cause: error });
  return new DownloadFailure('storage', `The file cannot be written (${code}).`, { cause: error });
}

/** A socket's or the HTTP parser's failure in words; all of them are worth another try. */
export function connectionFailure(host: string, error: unknown): DownloadFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const words = `${host} cannot be reached, or the connection broke (${code}). Is this station online?`;
  return new DownloadFailure('offline', words, { cause: error, retry: true });
}
