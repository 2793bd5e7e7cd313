import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** What a file holds, so that it can be proven elsewhere. */
export interface Digest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly md5: string;
}

/** Read through the open handle, so that it is of these very bytes whatever takes the file's place meanwhile. */
export async function digestFile(handle: FileHandle, signal: AbortSignal): Promise<Digest> {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let bytes = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 << 10 })) {
    signal.throwIfAborted();
    sha256.update(chunk);
    md5.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}
