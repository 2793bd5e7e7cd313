import { z } from 'zod';
import { AppError } from '../../../../shared/errors.ts';
import { type RemoteArchiveSettings, remoteArchiveSettingsSchema } from '../../../../shared/schemas/remote-archive.ts';

const { shape } = remoteArchiveSettingsSchema;

const variables = {
  endpoint: ['S3_ENDPOINT', shape.endpoint],
  region: ['S3_REGION', shape.region],
  bucket: ['S3_BUCKET', shape.bucket],
  prefix: ['S3_PREFIX', shape.prefix],
  accessKeyId: ['S3_ACCESS_KEY_ID', shape.accessKeyId],
  pathStyle: ['S3_PATH_STYLE', z.stringbool()],
} as const satisfies Partial<Record<keyof RemoteArchiveSettings, readonly [string, z.ZodType]>>;

/**
 * Settings of the archive that the environment gives; they win over those entered in the console. An endpoint switches the archive on:
 * who starts a station without a console has no switch to turn.
 * @throws {AppError} `invalid_input` that names the variable, never its value.
 */
export function remoteEnvironment(env: Readonly<Record<string, string | undefined>>): Partial<RemoteArchiveSettings> {
  const given = Object.entries(variables).flatMap(([field, [name, schema]]) =>
    env[name] ? [[field, parsed(name, schema, env[name])]] : [],
  );
  const settings = Object.fromEntries(given) as Partial<RemoteArchiveSettings>;
  return settings.endpoint ? { ...settings, enabled: true } : settings;
}

function parsed(name: string, schema: z.ZodType, text: string): unknown {
  const result = schema.safeParse(text);
  if (!result.success) throw new AppError('invalid_input', `${name}: ${result.error.issues[0]?.message ?? 'is not understood'}`);
  return result.data;
}
