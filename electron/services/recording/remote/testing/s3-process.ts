import { createRequire } from 'node:module';
import { z } from 'zod';
import { account } from './account.ts';

/** `node s3-process.ts FOLDER BUCKET`: prints its address and serves until it is killed. The package has no types. */
const serverClass = z.custom<new (options: object) => { run(): Promise<{ address: string; port: number }> }>(
  (value) => typeof value === 'function',
);
interface Accounts {
  readonly DUMMY_ACCOUNT: { createKeyPair(id: string, secret: string): void };
}
const accountsClass = z.custom<Accounts>((value) => typeof value === 'function' && 'DUMMY_ACCOUNT' in value);
const load = createRequire(import.meta.url);
const S3rver = serverClass.parse(load('@20minutes/s3rver'));
accountsClass.parse(load('@20minutes/s3rver/lib/models/account')).DUMMY_ACCOUNT.createKeyPair(account.accessKeyId, account.secret);
const [directory = '', name = ''] = process.argv.slice(2);
const server = new S3rver({ directory, silent: true, address: '127.0.0.1', port: 0, configureBuckets: [{ name, configs: [] }] });
const { address, port } = await server.run();
console.log(`http://${address}:${port}`);
