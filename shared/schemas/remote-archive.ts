import { z } from 'zod';
import { serviceUrlSchema, settingsViewOf } from './channel-settings.ts';
import { timeMsSchema } from './primitives.ts';

/** Longest that uploading can wait, and that the archive keeps. */
const daysSchema = z.number().int().min(1).max(3650);

/** The S3-compatible archive of a station. Nothing leaves the site until `enabled` and complete. */
export const remoteArchiveSettingsSchema = z.object({
  enabled: z.boolean(),
  /** `https://s3.eu-central-1.amazonaws.com`, `http://minio.local:9000`; empty = not set up. */
  endpoint: z.union([z.literal(''), serviceUrlSchema]),
  region: z
    .string()
    .trim()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region like eu-central-1'),
  /** Empty = not set up. */
  bucket: z
    .string()
    .trim()
    .regex(/^(|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/, 'must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens'),
  /** Put before every name in the bucket; folders with `/`, none at begin and end. */
  prefix: z
    .string()
    .trim()
    .max(200)
    .regex(/^(|[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)$/, 'must be a path like sentra/house-1'),
  /** Empty = not set up. The secret that belongs to it is kept apart. */
  accessKeyId: z
    .string()
    .trim()
    .regex(/^[\w+=,.@/-]{0,200}$/, 'must be an access key: letters, digits and +=,.@/-'),
  /** `https://host/bucket/name` (MinIO and most others) instead of `https://bucket.host/name` (Amazon). */
  pathStyle: z.boolean(),
  /** Take a certificate nobody vouches for: a server of one's own on the local network. */
  allowUntrustedCertificate: z.boolean(),
  /** Days until a recording is uploaded; 0 = as soon as its file is closed. Evidence always goes at once. */
  uploadAfterDays: z.number().int().min(0).max(3650),
  /** Days that recordings and exports are kept there; null = for ever. What is locked, and clips of incidents, are kept. */
  keepDays: daysSchema.nullable(),
  /** Most of the line that uploads take, kilobit a second; null = all there is. */
  maxKbitPerS: z.number().int().min(64).max(10_000_000).nullable(),
});
export type RemoteArchiveSettings = z.infer<typeof remoteArchiveSettingsSchema>;

export const defaultRemoteArchiveSettings: RemoteArchiveSettings = {
  enabled: false,
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  prefix: 'sentra',
  accessKeyId: '',
  pathStyle: true,
  allowUntrustedCertificate: false,
  uploadAfterDays: 1,
  keepDays: null,
  maxKbitPerS: null,
};

export const remoteArchiveViewSchema = settingsViewOf(remoteArchiveSettingsSchema);

/** What can be wrong with an archive, as a person would mend it. */
export const remoteProblems = [
  /** Settings or secret are missing or cannot be read. */
  'incomplete',
  'dns',
  'refused',
  'timeout',
  /** No way there, or the connection broke. */
  'unreachable',
  'tls',
  /** What answers speaks no S3. */
  'not_s3',
  'clock',
  'wrong_key',
  'wrong_secret',
  'access_denied',
  'no_bucket',
  'wrong_region',
  /** It asks for patience. */
  'throttled',
  /** No space, or a quota is used up. */
  'full',
  /** It failed itself: 5xx. */
  'server',
  /** It will not take this object: 4xx. */
  'rejected',
  /** What arrived is not what was sent. */
  'changed',
  /** An object that should be there is not. */
  'lost',
] as const;
export const remoteProblemSchema = z.enum(remoteProblems);
export type RemoteProblem = z.infer<typeof remoteProblemSchema>;

export const remoteTroubleSchema = z.object({
  problem: remoteProblemSchema,
  /** In the service's or the system's own terms: `NoSuchBucket`, `ECONNREFUSED`, `HTTP 500`. */
  detail: z.string().max(200),
});
export type RemoteTrouble = z.infer<typeof remoteTroubleSchema>;

/** How the archive is; consoles are told when it changes. `idle`: it answers and nothing is due. */
export const remoteArchiveNoticeSchema = z.object({
  state: z.enum(['off', 'incomplete', 'idle', 'working', 'failing']),
  trouble: remoteTroubleSchema.extend({ sinceMs: timeMsSchema }).nullable(),
});
export type RemoteArchiveNotice = z.infer<typeof remoteArchiveNoticeSchema>;

const amountSchema = z.object({ files: z.number().int().min(0), bytes: z.number().min(0) });

export const remoteArchiveStatusSchema = remoteArchiveNoticeSchema.extend({
  /** Where it is, for example `https://minio.local:9000/bucket`; null = not set up. */
  place: z.string().max(500).nullable(),
  /** Due and not uploaded yet; the oldest by when its video ended. */
  waiting: amountSchema.extend({ oldestMs: timeMsSchema.nullable() }),
  /** Proven to be in the archive. */
  stored: amountSchema,
  /** Of these, recordings that are there and not here any longer. */
  onlyThere: amountSchema,
  /** Files that were refused or could not be read, since the station started. */
  skipped: z.number().int().min(0),
  lastStoredAtMs: timeMsSchema.nullable(),
  nextTryAtMs: timeMsSchema.nullable(),
});
export type RemoteArchiveStatus = z.infer<typeof remoteArchiveStatusSchema>;

/** What a trial of the archive did, in order, up to the first thing that failed. */
export const remoteArchiveTestSchema = z.object({
  steps: z.array(
    z.object({ step: z.enum(['write', 'read', 'delete']), ms: z.number().int().min(0), trouble: remoteTroubleSchema.nullable() }),
  ),
  ok: z.boolean(),
});
export type RemoteArchiveTest = z.infer<typeof remoteArchiveTestSchema>;
