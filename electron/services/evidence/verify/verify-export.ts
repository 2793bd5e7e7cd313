import { verify } from 'node:crypto';
import { fingerprintOf, readPublicKey } from '../station-key.ts';
import { type Manifest, manifestName, manifestSchema, signatureName } from '../manifest.ts';

/** The files of an export, wherever they lie. */
export interface ExportFiles {
  paths(): Promise<readonly string[]>;
  /** @throws {Error} when it is not there or larger than `mostBytes`. */
  read(path: string, mostBytes: number): Promise<Buffer>;
  /** @throws {Error} when it cannot be read whole. */
  sha256(path: string): Promise<string>;
}

export interface Verdict {
  /** Null = the signature is right. */
  readonly signature: string | null;
  /** Of the key that signed; null when that cannot be told. */
  readonly fingerprint: string | null;
  readonly manifest: Manifest | null;
  readonly whole: readonly string[];
  /** Other bytes than were signed. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Not in the manifest. */
  readonly extra: readonly string[];
}

export const isGood = ({ signature, changed, missing, extra }: Verdict) =>
  signature === null && changed.length + missing.length + extra.length === 0;

const mostManifestBytes = 10_000_000;

/**
 * Compares an export with its manifest, and the manifest with its signature.
 * @param expected fingerprint or public key of the station, as its settings show it; without it the export only proves to be unchanged
 * since somebody with the named key signed it
 */
export async function verifyExport(files: ExportFiles, expected: string | null): Promise<Verdict> {
  const paths = await files.paths();
  const text = await files.read(manifestName, mostManifestBytes).catch(() => null);
  const manifest = text && parse(text);
  const here = paths.filter((path) => path !== manifestName && path !== signatureName);
  if (!text || !manifest) {
    const signature = `${manifestName} is ${text ? 'no manifest of an export' : 'missing'}`;
    return { signature, fingerprint: null, manifest: null, whole: [], changed: [], missing: [], extra: here };
  }
  const [whole, changed]: [string[], string[]] = [[], []];
  for (const { path, sha256 } of manifest.files) {
    if (!here.includes(path)) continue;
    // What cannot be read whole is not what was signed.
    const found = await files.sha256(path).catch(() => null);
    (found === sha256 ? whole : changed).push(path);
  }
  const listed = new Set(manifest.files.map(({ path }) => path));
  return {
    signature: await signatureProblem(files, text, manifest, expected),
    fingerprint: fingerprintOf(manifest.station.publicKey),
    ...{ manifest, whole, changed },
    missing: [...listed].filter((path) => !here.includes(path)),
    extra: here.filter((path) => !listed.has(path)),
  };
}

function parse(text: Buffer): Manifest | null {
  try {
    return manifestSchema.parse(JSON.parse(text.toString('utf8')));
  } catch {
    // Not JSON or of another shape: either way it is no manifest.
    return null;
  }
}

async function signatureProblem(files: ExportFiles, text: Buffer, manifest: Manifest, expected: string | null): Promise<string | null> {
  const signature = await files.read(signatureName, 1_000).catch(() => null);
  if (!signature) return `${signatureName} is missing`;
  const { publicKey } = manifest.station;
  if (expected !== null && !isKey(publicKey, expected)) return 'it was signed with another key than the one expected';
  try {
    const isRight = verify(null, text, readPublicKey(publicKey), Buffer.from(signature.toString('latin1').trim(), 'base64'));
    return isRight ? null : `${manifestName} was changed after it was signed`;
  } catch (error) {
    return `its key cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isKey(publicKey: string, expected: string): boolean {
  const plain = (text: string) => text.replaceAll(/[\s:]/g, '').toLowerCase();
  return publicKey === expected.trim() || plain(fingerprintOf(publicKey)) === plain(expected);
}
