import { z } from 'zod';
import { idSchema, timeMsSchema } from './primitives.ts';
import { roleSchema, userSchema, usernameSchema } from './user.ts';

/** A token as clients send it back: opaque, base64url. */
export const tokenSchema = z.string().min(1).max(200);

/** What a sign-in gives. */
export const grantSchema = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  /** When the access token ends, not the session. */
  expiresAtMs: timeMsSchema,
  /** Empty for pages of the station itself: their browser keeps it in a cookie that no script can read. */
  refreshToken: z.string(),
  user: userSchema,
});
export type Grant = z.infer<typeof grantSchema>;

/** What people type from their authenticator, or one of their recovery codes. */
export const codeSchema = z.string().trim().min(6).max(40);

/** A place where somebody is signed in. */
export const sessionSchema = z.object({
  id: idSchema,
  address: z.string(),
  /** As far as the browser tells: `Firefox`, `Windows`. Empty when unknown. */
  program: z.string(),
  system: z.string(),
  createdAtMs: timeMsSchema,
  /** Give or take some minutes. */
  lastSeenAtMs: timeMsSchema,
  /** The one that asks. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof sessionSchema>;

/** A user as administrators see them. */
export const accountSchema = userSchema.extend({
  /** Signs in with a second step. */
  totp: z.boolean(),
  sessions: z.number().int(),
  lastSeenAtMs: timeMsSchema.nullable(),
});
export type Account = z.infer<typeof accountSchema>;

export const linkKindSchema = z.enum(['invitation', 'reset']);
export type LinkKind = z.infer<typeof linkKindSchema>;

/** A one-time link that still works; the link itself is shown only when it is made. */
export const accountLinkSchema = z.object({
  id: idSchema,
  kind: linkKindSchema,
  /** Whose password it resets; null for an invitation. */
  username: usernameSchema.nullable(),
  /** What an invited person becomes; null for a reset. */
  role: roleSchema.nullable(),
  createdBy: z.string(),
  createdAtMs: timeMsSchema,
  expiresAtMs: timeMsSchema,
});
export type AccountLink = z.infer<typeof accountLinkSchema>;

export const newAccountLinkSchema = accountLinkSchema.extend({ url: z.string() });
export type NewAccountLink = z.infer<typeof newAccountLinkSchema>;

/** What the station asks of accounts. */
export const accountRulesSchema = z.object({
  /** Administrators without a second step may do only what operators may. */
  adminsNeedTotp: z.boolean(),
});
export type AccountRules = z.infer<typeof accountRulesSchema>;
