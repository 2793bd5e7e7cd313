import type { SecretName } from '../../../shared/schemas/secret.ts';

/** Variable of each secret. */
export const secretEnvironmentNames: Readonly<Record<SecretName, string>> = {
  'telegram-bot-token': 'TELEGRAM_BOT_TOKEN',
  'telegram-webhook-secret': 'TELEGRAM_WEBHOOK_SECRET',
  'fonnte-token': 'FONNTE_TOKEN',
  'smtp-password': 'SMTP_PASSWORD',
  'sms-auth-token': 'SMS_AUTH_TOKEN',
  'vapid-private-key': 'VAPID_PRIVATE_KEY',
  'ngrok-authtoken': 'NGROK_AUTHTOKEN',
  's3-secret-key': 'S3_SECRET_ACCESS_KEY',
};

/** The secrets that the environment sets; an empty variable counts as not set. */
export function secretsFromEnvironment(env: Readonly<Record<string, string | undefined>>): Partial<Record<SecretName, string>> {
  const entries = Object.entries(secretEnvironmentNames).flatMap(([name, variable]) => (env[variable] ? [[name, env[variable]]] : []));
  return Object.fromEntries(entries) as Partial<Record<SecretName, string>>;
}
