import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../sha256.ts';
import type { StationKey } from './station-key.ts';

export const manifestName = 'manifest.json';
export const signatureName = 'manifest.sig';

/** A path inside an export: no way out of its folder. */
const pathSchema = z
  .string()
  .min(1)
  .max(300)
  .regex(/^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[^\\\p{Cc}:]+$/u, 'must be a path inside the export');

/** What an export holds; signed as it is written, byte for byte. */
export const manifestSchema = z.object({
  format: z.literal('sentra-evidence-1'),
  createdAtMs: z.number().int(),
  createdAt: z.string().max(40),
  by: z.string().max(80),
  station: z.object({ version: z.string().max(40), publicKey: z.string().max(200), fingerprint: z.string().max(100) }),
  files: z.array(z.object({ path: pathSchema, bytes: z.number().int().min(0), sha256: z.string().length(64) })).max(5_000),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Writes manifest and signature into a folder that is otherwise finished. @returns paths of all its files, manifest first. */
export async function writeManifest(folder: string, key: StationKey, facts: Pick<Manifest, 'createdAtMs' | 'by'> & { version: string }) {
  const { version, createdAtMs, by } = facts;
  const files = [];
  for (const path of await filesIn(folder)) {
    files.push({ path, bytes: (await stat(join(folder, path))).size, sha256: await sha256OfFile(join(folder, path)) });
  }
  const station = { version, ...(await key.public()) };
  const manifest: Manifest = {
    ...{ format: 'sentra-evidence-1', createdAtMs, createdAt: new Date(createdAtMs).toISOString(), by, station, files },
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(folder, manifestName), text);
  await writeFile(join(folder, signatureName), `${(await key.sign(Buffer.from(text))).toString('base64')}\n`);
  return [manifestName, signatureName, ...files.map(({ path }) => path)];
}

/** Paths of all files below, forward slashes, in order. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
