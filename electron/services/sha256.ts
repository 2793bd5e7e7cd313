import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of everything that comes, hexadecimal. @throws what the source throws, or the signal's reason. */
export async function sha256Of(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(source, hash, signal ? { signal } : {});
  return hash.digest('hex');
}

/** SHA-256 of a file, hexadecimal. */
export function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  return sha256Of(createReadStream(file), signal);
}
