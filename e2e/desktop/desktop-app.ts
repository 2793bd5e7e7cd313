import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { DesktopBridge } from '../../shared/contract/desktop-bridge.ts';
import type { StationStatus } from '../../shared/schemas/station.ts';
import { adminPassword, root } from '../station-process.ts';

declare global {
  interface Window {
    readonly sentra?: DesktopBridge;
  }
}

/** The real desktop app with a fresh data folder. */
export class DesktopApp {
  readonly dataDir: string;
  readonly app: ElectronApplication;
  readonly window: Page;

  private constructor(dataDir: string, app: ElectronApplication, window: Page) {
    this.dataDir = dataDir;
    this.app = app;
    this.window = window;
  }

  static async start(executablePath: string, args: readonly string[] = []): Promise<DesktopApp> {
    const dataDir = mkdtempSync(join(tmpdir(), 'sentra-desktop-'));
    const app = await _electron.launch({
      executablePath,
      args: [root, '--data', dataDir, '--port', '0', ...args],
      env: { ...definedEnvironment(), SENTRA_ADMIN_PASSWORD: adminPassword },
    });
    return new DesktopApp(dataDir, app, await app.firstWindow());
  }

  /** The station's own word, asked through the window. */
  async status(): Promise<StationStatus> {
    const reply = (await this.window.evaluate(() => window.sentra?.invoke('station.status', {}))) as { value: StationStatus };
    return reply.value;
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
