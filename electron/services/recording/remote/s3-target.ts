import type { RemoteArchiveSettings } from '../../../../shared/schemas/remote-archive.ts';

/** Where the archive is and who we are there. Never logged: it carries the secret. */
export interface S3Target {
  /** Address of the bucket without a slash at the end, for example `https://minio.local:9000/bucket`. */
  readonly bucketUrl: string;
  /** What is remembered of it beside each object. */
  readonly place: string;
  readonly region: string;
  /** Put before every name; ends with a slash unless it is empty. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secret: string;
  readonly allowUntrustedCertificate: boolean;
}

type Address = Pick<RemoteArchiveSettings, 'endpoint' | 'bucket' | 'pathStyle'>;

/** Endpoint and bucket as people name them; null while one of them is missing. The same for both styles of addresses. */
export function placeOf({ endpoint, bucket }: Pick<Address, 'endpoint' | 'bucket'>): string | null {
  return endpoint === '' || bucket === '' ? null : `${endpoint}/${bucket}`;
}

/** @returns null while something is missing. */
export function targetOf(settings: RemoteArchiveSettings, secret: string | null): S3Target | null {
  const place = placeOf(settings);
  if (place === null || settings.accessKeyId === '' || secret === null) return null;
  const { region, accessKeyId, allowUntrustedCertificate, prefix } = settings;
  return {
    ...{ place, region, accessKeyId, secret, allowUntrustedCertificate },
    bucketUrl: bucketUrlOf(settings),
    prefix: prefix === '' ? '' : `${prefix}/`,
  };
}

function bucketUrlOf({ endpoint, bucket, pathStyle }: Address): string {
  if (pathStyle) return `${endpoint}/${bucket}`;
  const url = new URL(endpoint);
  url.hostname = `${bucket}.${url.hostname}`;
  return url.href.replace(/\/+$/, '');
}
