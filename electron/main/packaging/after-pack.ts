import { join } from 'node:path';
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** What the packaged program can no longer do, whatever its environment or command line says. Every fuse is named. */
export const fuses: FuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The program cannot be turned into a plain Node by an environment variable.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // Code comes from our archive, and only as it was packed.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The console is served at app://, so file: needs no privileges.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // WebAssembly stays as fast as Chromium makes it; turning the handlers off hardens nothing.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** The part of electron-builder's context this hook reads. */
export interface PackContext {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: { readonly appInfo: { readonly productFilename: string }; readonly executableName?: string };
}

/** electron-builder calls this after it laid out the app and before it signs it. */
export default async function afterPack(context: PackContext): Promise<void> {
  // A changed program needs a new ad-hoc signature to start on Apple silicon; only a Mac has the tool that makes one.
  const resetAdHocDarwinSignature = isMac(context.electronPlatformName) && process.platform === 'darwin';
  await flipFuses(executable(context), { ...fuses, resetAdHocDarwinSignature });
}

const isMac = (platform: string) => platform === 'darwin' || platform === 'mas';

function executable({ appOutDir, electronPlatformName, packager }: PackContext): string {
  const name = packager.appInfo.productFilename;
  if (isMac(electronPlatformName)) return join(appOutDir, `${name}.app`);
  if (electronPlatformName === 'win32') return join(appOutDir, `${name}.exe`);
  return join(appOutDir, packager.executableName ?? name);
}
