import { z } from 'zod';

const publicModelIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** Why a download ended without a model, for the console's own words; `message` says it in English with the details. */
export const downloadCauses = [
  /** No way to the address, or the connection broke too often. */
  'offline',
  'http_status',
  /** Sent on to a host that is not the publisher's. */
  'redirect',
  'web_page',
  'size',
  'hash',
  /** It is no model, or none the decoder knows. */
  'refused',
  'disk_full',
  /** The inference process cannot look into the file now; it is kept. */
  'not_checked',
  'storage',
] as const;
export const downloadCauseSchema = z.enum(downloadCauses);
export type DownloadCause = z.infer<typeof downloadCauseSchema>;

/** State of one download, also the payload of the event `model-download`. */
export const modelDownloadSchema = z.object({
  id: publicModelIdSchema,
  state: z.enum(['downloading', 'checking', 'installed', 'failed', 'cancelled']),
  receivedBytes: z.number().int().min(0),
  /** Null until the server said. */
  totalBytes: z.number().int().min(0).nullable(),
  /** Set in `failed` only. */
  problem: z.object({ cause: downloadCauseSchema, message: z.string().max(500) }).nullable(),
});
export type ModelDownload = z.infer<typeof modelDownloadSchema>;

/** A model that others publish. The station carries its address, never its weights. */
export const publicModelSchema = z.object({
  id: publicModelIdSchema,
  name: z.string().min(1).max(80),
  publisher: z.string().min(1).max(80),
  /** SPDX identifier. */
  licence: z.string().min(1).max(60),
  licenceUrl: z.url().max(300),
  /** `copyleft`: passing it on, or serving others with it over a network, obliges. Never bundled. */
  terms: z.enum(['permissive', 'copyleft']),
  /** The publisher's own address of the file. */
  url: z.url().max(300),
  /** Null where it could not be established. */
  bytes: z.number().int().min(1).nullable(),
  /** Null where it could not be established: the file is then used unverified, after an explicit word. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Input of the network, pixels. */
  inputPx: z.number().int().min(32).max(4096),
  classes: z.string().min(1).max(80),
});
export type PublicModel = z.infer<typeof publicModelSchema>;

/** A public model as the console lists it. */
export const catalogueEntrySchema = publicModelSchema.extend({
  /** Where it lies once downloaded; null = not here. */
  file: z.string().max(1000).nullable(),
  /** Bytes of a broken download, from which the next one goes on. */
  keptBytes: z.number().int().min(0),
  /** The running or last download since the station started. */
  download: modelDownloadSchema.nullable(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

/** What a person agreed to before a download. */
export const downloadRequestSchema = z.object({
  id: publicModelIdSchema,
  /** Licence as it was shown: must be the entry's, so that a changed entry is shown anew. */
  acceptedLicence: z.string().min(1).max(60),
  /** Needed where no hash is known. */
  acceptUnverified: z.boolean().default(false),
});
export type DownloadRequest = z.infer<typeof downloadRequestSchema>;

export const publicModelId = z.object({ id: publicModelIdSchema });
