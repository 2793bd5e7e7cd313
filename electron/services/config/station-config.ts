import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { tunnelProviders } from '../../../shared/schemas/tunnel.ts';
import { secretNameSchema, secretValueSchema } from '../../../shared/schemas/secret.ts';
import {
  type EnvironmentSettings,
  environmentSettings,
  noEnvironmentSettings,
} from '../notifications/channels/settings/environment-settings.ts';
import type { RemoteArchiveSettings } from '../../../shared/schemas/remote-archive.ts';
import { remoteEnvironment } from '../recording/remote/remote-environment.ts';
import { secretEnvironmentNames, secretsFromEnvironment } from './environment-secrets.ts';

const flag = z.preprocess(
  (value) => (typeof value === 'string' ? !['', '0', 'false', 'no'].includes(value.toLowerCase()) : value),
  z.boolean(),
);

/** Every setting of the station that is not kept in its database. Sources: command line over environment over default. */
export const stationConfigSchema = z.object({
  headless: flag.default(false),
  /** TCP port of the console; 0 = any free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(4001),
  /** Address to listen on; other machines reach the station only when this is changed. */
  host: z.string().min(1).max(253).default('127.0.0.1'),
  /** Folder of the database, photos, models and settings. */
  dataDir: z.string().min(1).max(1000),
  /** Folder of recorded video; `recordings` in the data folder when left out. */
  recordingsDir: z.string().min(1).max(1000).default('recordings'),
  /** ONNX file that wins over the one picked in settings. */
  modelFile: z.string().min(1).max(1000).nullable().default(null),
  /** Adds the demo cameras. */
  demo: flag.default(false),
  /** Password of the user `admin`, used when the station has no user yet. */
  adminPassword: z.string().min(10, 'must be at least 10 characters').max(200).nullable().default(null),
  /** `postgres://...`; null = SQLite in the data folder. */
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .max(2000)
    .nullable()
    .default(null),
  /** 32 bytes in base64: the key of what is kept encrypted. null = a key of this data folder's own. */
  secretKey: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .nullable()
    .default(null),
  /** Tokens and passwords of outside services; one given here wins over the one entered in settings. */
  secrets: z.partialRecord(secretNameSchema, secretValueSchema).default({}),
  /** Bot API server of one's own, `https://...` without the token; null = Telegram's. */
  telegramApiUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null),
  /** Settings of channels that the environment gives. */
  channels: z.custom<EnvironmentSettings>().default(noEnvironmentSettings),
  /** Settings of the S3-compatible archive that the environment gives. */
  remoteArchive: z.custom<Partial<RemoteArchiveSettings>>().default({}),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  /** Public address: off, any provider in the order of the settings, or this one only. null = the switch in settings decides. */
  tunnel: z
    .enum([...tunnelProviders, 'auto', 'off'])
    .nullable()
    .default(null),
  /** Server of the localtunnel protocol; null = the public one. */
  localtunnelHost: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(300)
    .nullable()
    .default(null),
  /** The program cloudflared; null = the one on the PATH. */
  cloudflaredPath: z.string().min(1).max(1000).nullable().default(null),
  /** Most cameras the station takes. */
  maxCameras: z.coerce.number().int().min(1).max(1000).default(64),
});
export type StationConfig = z.infer<typeof stationConfigSchema>;

const environmentNames: Readonly<Record<Exclude<keyof StationConfig, 'secrets' | 'channels' | 'remoteArchive'>, string>> = {
  headless: 'SENTRA_HEADLESS',
  port: 'SENTRA_PORT',
  host: 'SENTRA_HOST',
  dataDir: 'SENTRA_DATA_DIR',
  recordingsDir: 'SENTRA_RECORDINGS_DIR',
  modelFile: 'SENTRA_MODEL',
  demo: 'SENTRA_DEMO',
  adminPassword: 'SENTRA_ADMIN_PASSWORD',
  databaseUrl: 'DATABASE_URL',
  secretKey: 'SENTRA_SECRET_KEY',
  telegramApiUrl: 'TELEGRAM_API_URL',
  logLevel: 'SENTRA_LOG_LEVEL',
  tunnel: 'SENTRA_TUNNEL',
  localtunnelHost: 'SENTRA_LOCALTUNNEL_HOST',
  cloudflaredPath: 'CLOUDFLARED_PATH',
  maxCameras: 'SENTRA_MAX_CAMERAS',
};

/** Command-line names; secrets have none, so that they never show in a process list. */
const optionNames: Partial<Record<keyof StationConfig, string>> = {
  headless: '--headless',
  port: '--port',
  dataDir: '--data',
  recordingsDir: '--recordings',
  modelFile: '--model',
  demo: '--demo',
};

/**
 * Reads the station's settings from the command line and the environment.
 * @throws {AppError} `invalid_input` that names the option or variable, never its value.
 */
export function readStationConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): StationConfig {
  const options = readOptions(argv);
  const fromEnvironment = Object.fromEntries(
    Object.entries(environmentNames).flatMap(([key, name]) => (env[name] === undefined || env[name] === '' ? [] : [[key, env[name]]])),
  );
  const parsed = stationConfigSchema.safeParse({
    dataDir: defaultDataDir(env),
    secrets: secretsFromEnvironment(env),
    channels: environmentSettings(env),
    remoteArchive: remoteEnvironment(env),
    ...fromEnvironment,
    ...options,
  });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${namesOf(issue.path)}: ${issue.message}`);
    throw new AppError('invalid_input', problems.join('; '));
  }
  const { dataDir, recordingsDir, modelFile } = parsed.data;
  const given = fromEnvironment.recordingsDir !== undefined || options.recordingsDir !== undefined;
  return {
    ...parsed.data,
    dataDir: resolve(dataDir),
    recordingsDir: given ? resolve(recordingsDir) : resolve(dataDir, recordingsDir),
    modelFile: modelFile && resolve(modelFile),
  };
}

function readOptions(argv: readonly string[]): Partial<Record<keyof StationConfig, unknown>> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        headless: { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
        recordings: { type: 'string' },
        model: { type: 'string' },
        demo: { type: 'boolean' },
      },
    });
    const { data, model, recordings, ...rest } = values;
    return {
      ...rest,
      ...(data === undefined ? {} : { dataDir: data }),
      ...(recordings === undefined ? {} : { recordingsDir: recordings }),
      ...(model === undefined ? {} : { modelFile: model }),
    };
  } catch (error) {
    throw new AppError(
      'invalid_input',
      `${error instanceof Error ? error.message : String(error)} Options: --headless --port N --data DIR --recordings DIR --model FILE --demo`,
    );
  }
}

function namesOf([key, inner]: readonly PropertyKey[]): string {
  if (key === 'secrets') return secretEnvironmentNames[secretNameSchema.parse(inner)];
  const name = key as keyof typeof environmentNames;
  return [optionNames[name], environmentNames[name]].filter(Boolean).join(' / ');
}

function defaultDataDir(env: Readonly<Record<string, string | undefined>>): string {
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Sentra');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Sentra');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'sentra');
}
