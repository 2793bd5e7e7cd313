import { z } from 'zod';
import { timeMsSchema } from './primitives.ts';

/** Services that give a station behind a router a public address. */
export const tunnelProviders = ['cloudflared', 'ngrok', 'localtunnel'] as const;
export const tunnelProviderSchema = z.enum(tunnelProviders);
export type TunnelProviderName = z.infer<typeof tunnelProviderSchema>;

/**
 * Why there is no public address. `not_installed`, `no_token`: the provider is not set up. `refused`: it said no. `no_answer`: it cannot
 * be reached. `bad_answer`: it answered with something else. `not_reachable`: the address it gave does not answer. `foreign_page`: the
 * address answers, but not with this station. `ended`: the provider ended the tunnel.
 */
export const tunnelProblemCodes = [
  'not_installed',
  'no_token',
  'refused',
  'no_answer',
  'bad_answer',
  'not_reachable',
  'foreign_page',
  'ended',
] as const;
export const tunnelProblemSchema = z.object({
  code: z.enum(tunnelProblemCodes),
  /** In English, without secrets. */
  message: z.string().max(500),
  provider: tunnelProviderSchema.nullable(),
});
export type TunnelProblemCode = (typeof tunnelProblemCodes)[number];
export type TunnelProblem = z.infer<typeof tunnelProblemSchema>;

/** The console's public address now, as every console may know it. */
export const publicAddressSchema = z.object({
  /** `checking`: an address was given and is tried from outside. `doubtful`: the last check failed, the next one decides. */
  state: z.enum(['off', 'opening', 'checking', 'up', 'doubtful', 'waiting']),
  /** Set while `up` or `doubtful`: an address that was seen to work. */
  url: z.url().max(500).nullable(),
  provider: tunnelProviderSchema.nullable(),
  /** Since when `state` holds; `doubtful` keeps the time of `up`. */
  sinceMs: timeMsSchema,
  /** The last thing that went wrong; null while all is well. */
  problem: tunnelProblemSchema.nullable(),
  /** While `waiting`: when the providers are tried again. */
  nextAttemptAtMs: timeMsSchema.nullable(),
  lastCheckedAtMs: timeMsSchema.nullable(),
  /** What the provider asks visitors for once before it lets them through; null = nothing. Not the console's password. */
  visitorPassword: z.string().max(100).nullable(),
});
export type PublicAddress = z.infer<typeof publicAddressSchema>;

export const tunnelSettingsSchema = z.object({
  enabled: z.boolean(),
  /** Tried in this order. */
  order: z
    .array(tunnelProviderSchema)
    .min(1)
    .max(tunnelProviders.length)
    .refine((names) => new Set(names).size === names.length, 'each provider at most once'),
  /** Name asked of localtunnel, so that the address stays the same if nobody else has it. */
  subdomain: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{2,61})[a-z0-9]$/, 'must be 4 to 63 small letters, digits or "-"')
    .nullable(),
});
export type TunnelSettings = z.infer<typeof tunnelSettingsSchema>;
export const defaultTunnelSettings: TunnelSettings = { enabled: false, order: [...tunnelProviders], subdomain: null };

/** Settings and state, for the settings page. */
export const tunnelStatusSchema = z.object({
  settings: tunnelSettingsSchema,
  /** True when SENTRA_TUNNEL decides about switch and order. */
  fixedByEnvironment: z.boolean(),
  address: publicAddressSchema,
  providers: z.array(z.object({ name: tunnelProviderSchema, problem: tunnelProblemSchema.nullable() })),
});
export type TunnelStatus = z.infer<typeof tunnelStatusSchema>;
