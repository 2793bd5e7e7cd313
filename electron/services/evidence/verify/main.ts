import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { folderFiles, zipFiles } from './export-files.ts';
import { isGood, type Verdict, verifyExport } from './verify-export.ts';

const usage = 'npm run verify -- EXPORT.zip|FOLDER [--key FINGERPRINT-OR-PUBLIC-KEY]';

/** Tells on the command line whether an export is what the station signed. Exit code 0 = yes, 1 = no, 2 = it could not be looked at. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
  const [path] = positionals;
  if (!path || positionals.length > 1) throw new Error(`usage: ${usage}`);
  const isFolder = (await stat(path)).isDirectory();
  const verdict = await verifyExport(isFolder ? folderFiles(path) : await zipFiles(path), values.key ?? null);
  console.log(report(verdict, values.key !== undefined));
  return isGood(verdict) ? 0 : 1;
}

function report(verdict: Verdict, isKeyGiven: boolean): string {
  const { signature, fingerprint, manifest, whole, changed, missing, extra } = verdict;
  const marked = (word: string, paths: readonly string[]) => paths.map((path) => `${word.padEnd(8)} ${path}`);
  return [
    ...[...marked('whole', whole), ...marked('CHANGED', changed), ...marked('MISSING', missing), ...marked('EXTRA', extra)],
    ...(manifest ? [`Made ${manifest.createdAt} for ${manifest.by}.`] : []),
    ...(fingerprint ? [`Key: ${fingerprint}`] : []),
    signature === null ? 'The signature is right.' : `THE SIGNATURE IS NOT RIGHT: ${signature}`,
    ...(isKeyGiven || signature !== null ? [] : ['Compare the key with the one in the settings of the station (Settings, Health).']),
    isGood(verdict) ? 'Everything is as it was signed.' : 'THIS IS NOT WHAT WAS SIGNED.',
  ].join('\n');
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});
