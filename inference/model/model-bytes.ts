import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type ModelFile, readModelFile } from '../onnx/model-file.ts';
import { refusal } from './refusal.ts';

/** Far above any detector; a larger file would only fill the memory. */
const maxModelBytes = 1024 ** 3;

/**
 * Reads a model file whole and checks it before anything runs it. The very bytes that were checked are the ones to be loaded, so
 * that the file cannot change in between.
 * @param sha256 expected hash, hexadecimal, when a description gives one
 * @throws {AppError} `model_refused`
 */
export async function readCheckedModel(
  file: string,
  sha256: string | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contents: ModelFile }> {
  const bytes = await readWhole(file);
  if (sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw refusal(file, 'its SHA-256 differs from the one in its description: the file is damaged or not the one described');
  }
  const contents = readContents(file, bytes);
  const [external] = contents.externalFiles;
  if (external !== undefined) {
    throw refusal(file, `its weights lie in another file ("${external.slice(0, 80)}"); export it as a single file`);
  }
  return { bytes, contents };
}

async function readWhole(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw refusal(file, error.code === 'ENOENT' ? 'there is no such file' : `cannot be opened (${error.code ?? error.message})`, error);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw refusal(file, 'is not a file');
    if (stat.size === 0) throw refusal(file, 'is empty');
    if (stat.size > maxModelBytes) throw refusal(file, `has ${Math.round(stat.size / 1024 ** 2)} MB, the most is 1024 MB`);
    const bytes = new Uint8Array(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) throw refusal(file, 'became shorter while it was read');
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function readContents(file: string, bytes: Uint8Array): ModelFile {
  try {
    return readModelFile(bytes);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw refusal(file, `is not an ONNX model, or only a part of one (${detail})`, error);
  }
}
