import type { RemoteProblem, RemoteTrouble } from '../../../../shared/schemas/remote-archive.ts';

const words: Readonly<Record<RemoteProblem, string>> = {
  incomplete: 'it is not set up completely',
  dns: 'no machine of its name is known',
  refused: 'the connection was refused',
  timeout: 'it gave no answer in time',
  unreachable: 'the connection failed',
  tls: 'its certificate is not trusted',
  not_s3: 'what answers there does not speak S3',
  clock: 'its clock and the one of this machine differ by too much',
  wrong_key: 'it does not know the access key',
  wrong_secret: 'the secret does not belong to the access key',
  access_denied: 'the access key may not do this',
  no_bucket: 'there is no such bucket',
  wrong_region: 'the bucket is in another region',
  throttled: 'it asks for patience',
  full: 'it has no space left',
  server: 'it failed itself',
  rejected: 'it refused this file',
  changed: 'what arrived is not what was sent',
  lost: 'the object is not there any longer',
};

/** For people who have no console in front of them that says it in their language. */
export function remoteWords({ problem, detail }: RemoteTrouble): string {
  return `The archive cannot be used: ${words[problem]} (${detail}).`;
}
