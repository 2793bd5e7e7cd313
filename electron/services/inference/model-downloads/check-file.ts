import { sha256OfFile } from '../../sha256.ts';
import { open } from 'node:fs/promises';
import type { PublicModel } from '../../../../shared/schemas/model-download.ts';
import { DownloadFailure } from './download-failure.ts';

/**
 * Checks a whole downloaded file against what is known of it, before anything opens it.
 * @returns its SHA-256, also where none was known before.
 * @throws {DownloadFailure} `size`, `web_page` or `hash`
 */
export async function checkFile(file: string, model: PublicModel, signal: AbortSignal): Promise<string> {
  await checkBeginning(file, model);
  const sha256 = await sha256OfFile(file, signal);
  if (model.sha256 !== null && sha256 !== model.sha256) {
    throw new DownloadFailure('hash', `The file is not the published one: its SHA-256 is ${sha256}, known is ${model.sha256}.`);
  }
  return sha256;
}

async function checkBeginning(file: string, model: PublicModel): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    // A server that calls everything octet-stream still sends its sign-in page as text; a protobuf message never begins so.
    if (/^\s*<(!|html|\?xml)/i.test(buffer.toString('latin1', 0, bytesRead))) {
      throw new DownloadFailure('web_page', 'A web page came instead of a model; some networks do so until one signs in.');
    }
    if (model.bytes !== null && size !== model.bytes) {
      throw new DownloadFailure('size', `The file has ${size} bytes where ${model.bytes} are known: it is not the published one.`);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
