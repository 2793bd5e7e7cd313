import { redactUrl } from '../cameras/redact-url.ts';

const secretName = /pass|secret|token|code|key|auth|value|cookie/i;
const longest = 500;

/** What was asked for, as it may be kept: secret fields as `***`, credentials taken out of addresses, long texts cut. */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return value;
  if (secretName.test(name)) return '***';
  if (typeof value === 'string') return redactUrl(value.slice(0, longest));
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => withoutSecrets(item, name));
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, key)]));
}
