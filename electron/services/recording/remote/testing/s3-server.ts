import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { account } from './account.ts';
import { S3Client } from '../s3-client.ts';
import type { S3Target } from '../s3-target.ts';

export interface S3Server {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  close(): Promise<void>;
}

export const bucket = 'sentra-archive';

/**
 * An S3 server on a free port, a process of its own as it would be in life: s3rver as 20 Minutes keeps it. It checks signatures, clocks
 * and buckets, makes MD5s of what arrives, and knows no SHA-256 checksums; what others do is put in front of it by `faultyProxy`.
 */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'sentra-s3-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, 's3-process.ts'), folder, bucket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [address] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => {
      throw new Error('the S3 server did not start');
    }),
  ]);
  return {
    endpoint: String(address),
    close: async () => {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The server as the station would be told of it. */
export function targetAt(endpoint: string, over: Partial<S3Target> = {}): S3Target {
  return {
    ...{ bucketUrl: `${endpoint}/${bucket}`, place: `${endpoint}/${bucket}`, region: 'us-east-1', prefix: 'sentra/' },
    ...{ accessKeyId: account.accessKeyId, secret: account.secret, allowUntrustedCertificate: false },
    ...over,
  };
}

export const clientAt = (endpoint: string, over: Partial<S3Target> = {}) => new S3Client(targetAt(endpoint, over));
