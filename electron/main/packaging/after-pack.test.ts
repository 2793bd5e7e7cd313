import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'vitest';
import afterPack, { fuses } from './after-pack.ts';

/** The mark before the fuses in Electron's program. @see https://www.electronjs.org/docs/latest/tutorial/fuses */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron ships them: run-as-node, options and inspect on; cookies plain; no integrity; any folder; no snapshot; file: privileged; wasm on. */
const shipped = [1, 0, 1, 1, 0, 0, 0, 1, 1];

/** A program that has nothing but fuses. */
async function programWithFuses(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const wire = Buffer.from([1, shipped.length, ...shipped.map((on) => (on ? 0x31 : 0x30))]);
  await writeFile(file, Buffer.concat([Buffer.alloc(1000, 7), Buffer.from(sentinel), wire, Buffer.alloc(1000, 7)]));
}

test.each([
  ['linux', 'sentra', 'sentra'],
  ['win32', 'SENTRA.exe', 'SENTRA.exe'],
  ['darwin', 'SENTRA.app/Contents/Frameworks/Electron Framework.framework/Electron Framework', 'SENTRA.app'],
])('on %s every fuse of the packed program is set', async (electronPlatformName, file, program) => {
  const appOutDir = await mkdtemp(join(tmpdir(), 'sentra-pack-'));
  await programWithFuses(join(appOutDir, file));
  if (electronPlatformName === 'darwin') await programWithFuses(join(appOutDir, 'SENTRA.app/Contents/MacOS/Electron'));
  await afterPack({
    appOutDir,
    electronPlatformName,
    packager: { appInfo: { productFilename: 'SENTRA' }, executableName: 'sentra' },
  });
  expect(await getCurrentFuseWire(join(appOutDir, program))).toMatchObject({
    [FuseV1Options.RunAsNode]: FuseState.DISABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
    [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    [FuseV1Options.WasmTrapHandlers]: FuseState.ENABLE,
  });
});

test('a fuse that a later Electron adds stops the build until somebody decides about it', () => {
  expect(fuses.strictlyRequireAllFuses).toBe(true);
});

test('electron-builder is told to call the hook, from an archive, before signing', async () => {
  const config = await readFile('electron-builder.yml', 'utf8');
  expect(config).toContain('afterPack: ./electron/main/packaging/after-pack.ts');
  expect(config).toMatch(/^asar: true$/m);
});
