import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readCloudflaredLine } from './cloudflared-output.ts';
import { findProgram } from './find-program.ts';
import { TunnelFailure, type TunnelProvider } from './tunnel-provider.ts';

export interface CloudflaredOptions {
  /** Value of CLOUDFLARED_PATH. */
  readonly program: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** After a polite end cloudflared waits for open connections, 30 s by default. */
const politeMs = 2_000;
/** Nothing of the station's environment, where secrets may be, concerns cloudflared except this. */
const passedOn = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TEMP', 'TMPDIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'];

/** Quick tunnels of the program cloudflared, which needs no account; each opening has a new address. */
export function createCloudflaredProvider({ program, env }: CloudflaredOptions): TunnelProvider {
  const find = () => findProgram('cloudflared', program, env.PATH ?? '');
  const missing = () =>
    new TunnelFailure(
      'not_installed',
      program
        ? `CLOUDFLARED_PATH names ${program}, which is no program that can be run.`
        : 'The program cloudflared is not installed: put it on the PATH or set CLOUDFLARED_PATH.',
    );
  return {
    name: 'cloudflared',
    // Cloudflare's edge replaces whatever a visitor sends under this name.
    visitorHeader: 'cf-connecting-ip',
    unready: async () => ((await find()) ? null : missing()),
    open: async ({ port, signal }) => {
      const path = await find();
      if (!path) throw missing();
      const child = spawn(path, ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`], {
        env: Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      });
      const ending = endWith(child, signal);
      return { url: await readAddress(child), visitorPassword: null, closed: ending };
    },
  };
}

/** Resolves when the program has ended; a signal ends it, by force if need be. */
function endWith(child: ChildProcess, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let force: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      force = setTimeout(() => child.kill('SIGKILL'), politeMs);
    };
    const ended = (reason: string) => {
      clearTimeout(force);
      signal.removeEventListener('abort', stop);
      resolve(reason);
    };
    child.once('error', (error: NodeJS.ErrnoException) => ended(`cloudflared could not be run (${error.code ?? error.message}).`));
    child.once('exit', (code, killedBy) => ended(`cloudflared ended (${killedBy ?? code}).`));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** cloudflared logs to its error output; both are read to the end, or it would block. */
function readAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let lastWords = '';
    const read = (line: string) => {
      const news = readCloudflaredLine(line.slice(0, 2000));
      if (news?.kind === 'address') resolve(news.url);
      else if (news) lastWords = news.words;
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', read);
    child.once('error', (cause) => reject(new TunnelFailure('not_installed', 'cloudflared could not be run.', { cause })));
    // 'close', not 'exit': the last lines are read by then.
    child.once('close', () => reject(new TunnelFailure('refused', `cloudflared gave no address${lastWords ? `: ${lastWords}` : '.'}`)));
  });
}
