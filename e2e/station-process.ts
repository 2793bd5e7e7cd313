import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { io, type Socket } from 'socket.io-client';
import stationFlags from '../scripts/station-flags.json' with { type: 'json' };

export const root = join(import.meta.dirname, '..');
export const adminPassword = 'correct-horse-battery';

/** A real station in a process of its own, as `npm start -- --headless` runs it. */
export class StationProcess {
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  address = '';
  token = '';

  private constructor(dataDir: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#child = spawn(
      process.execPath,
      [...stationFlags, 'electron/headless/main.ts', '--headless', '--port', '0', '--data', dataDir, ...args],
      {
        cwd: root,
        env: {
          NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'sentra-station'),
          ...process.env,
          SENTRA_ADMIN_PASSWORD: adminPassword,
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  }

  /** Starts it and signs in. `dataDir` continues the life of an earlier one. */
  static async start(
    options: { args?: readonly string[]; dataDir?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<StationProcess> {
    const station = new StationProcess(
      options.dataDir ?? mkdtempSync(join(tmpdir(), 'sentra-e2e-')),
      options.args ?? [],
      options.env ?? {},
    );
    station.address = await station.#readAddress();
    const login = await fetch(`${station.address}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: adminPassword }),
    });
    if (!login.ok) throw new Error(`sign-in failed: ${login.status} ${await login.text()}`);
    station.token = ((await login.json()) as { accessToken: string }).accessToken;
    return station;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it printed so far. */
  get output(): string {
    return this.#lines.join('\n');
  }

  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const answer = await fetch(this.address + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  }

  socket(namespace = '/'): Socket {
    return io(this.address + namespace, { auth: { token: this.token }, transports: ['websocket'], forceNew: true });
  }

  /** Ends it; with `SIGKILL` it gets no chance to tidy up. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exited = new Promise<number | null>((resolve) => this.#child.once('exit', (code) => resolve(code)));
    this.#child.kill(signal);
    return exited;
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    await this.stop('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  #readAddress(): Promise<string> {
    return new Promise((resolve, reject) => {
      const read = (line: string) => {
        this.#lines.push(line);
        const address = /http:\/\/[^\s]+:\d+/.exec(line)?.[0];
        if (address && line.includes('SENTRA')) resolve(address);
      };
      for (const stream of [this.#child.stdout, this.#child.stderr]) if (stream) createInterface(stream).on('line', read);
      this.#child.once('exit', (code) => reject(new Error(`the station ended with ${code}:\n${this.output}`)));
    });
  }
}
