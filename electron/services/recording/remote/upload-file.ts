import { sha256Of } from '../../sha256.ts';
import { type FileHandle, open } from 'node:fs/promises';
import { type Digest, digestFile } from './digest-file.ts';
import type { Pace } from './pace.ts';
import type { RemoteHead, S3Client } from './s3-client.ts';
import { S3Failure } from './s3-failure.ts';
import type { UploadItem } from './upload-item.ts';

/** What S3 takes in one piece. */
const mostBytes = 5 * 1024 ** 3;

export interface Uploaded extends Digest {
  readonly key: string;
}

/**
 * Brings a file into the archive and proves that it is there: by the checksum or MD5 that the service made of what arrived, and by
 * reading it back where it keeps neither. What is there already, as after a crash, is not sent again.
 * @throws {S3Failure} when the archive does not take it; {Error} when the file cannot be read
 */
export async function uploadFile(client: S3Client, item: UploadItem, pace: Pace, signal: AbortSignal): Promise<Uploaded> {
  const handle = await open(item.file, 'r');
  try {
    const digest = await digestFile(handle, signal);
    if (item.expected !== null && item.expected !== digest.sha256) throw new Error('the file is not what was noted of it');
    if (digest.bytes > mostBytes) throw new S3Failure('rejected', 'larger than 5 GiB');
    const key = item.keyOf(digest.sha256);
    const known = await client.head(key, signal);
    if (known && (await isSame(client, key, known, digest, signal))) return { ...digest, key };
    const { contentType } = item;
    const metadata = { ...item.metadata, sha256: digest.sha256 };
    await client.put({ key, digest, contentType, metadata, body: pieces(handle, digest.bytes, pace, signal) }, signal);
    const arrived = await client.head(key, signal);
    if (!arrived) throw new S3Failure('access_denied', 'what was written cannot be read');
    if (!(await isSame(client, key, arrived, digest, signal))) throw new S3Failure('changed', 'what arrived differs from what was sent');
    return { ...digest, key };
  } finally {
    await handle.close();
  }
}

async function* pieces(handle: FileHandle, bytes: number, pace: Pace, signal: AbortSignal): AsyncGenerator<Buffer> {
  if (bytes === 0) return;
  const options = { start: 0, end: bytes - 1, autoClose: false, highWaterMark: pace.pieceBytes };
  for await (const piece of handle.createReadStream(options)) {
    await pace.take(piece.length, signal);
    yield piece;
  }
}

async function isSame(client: S3Client, key: string, head: RemoteHead, digest: Digest, signal: AbortSignal): Promise<boolean> {
  if (head.bytes !== digest.bytes) return false;
  if (head.sha256 !== null && !head.sha256.includes('-')) return Buffer.from(head.sha256, 'base64').toString('hex') === digest.sha256;
  // Another MD5 may be that of what is stored encrypted: reading back tells.
  if (head.etag.toLowerCase() === digest.md5) return true;
  client.askForChecksums();
  return (await sha256Of(await client.get(key, signal), signal)) === digest.sha256;
}
