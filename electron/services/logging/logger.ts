import pino, { type Logger } from 'pino';

export type { Logger };

const secretPaths = [
  'password',
  'currentPassword',
  'newPassword',
  'accessToken',
  'refreshToken',
  'recoveryCodes',
  'token',
  'deviceToken',
  'authorization',
  'cookie',
  'secret',
];

/** Replaces user, password and query of every address inside a text: camera URLs carry credentials in all three. */
export function redactUrls(text: string): string {
  return text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/@"']*@)?([^\s?"']*)(\?[^\s"']*)?/gi,
    (_all, scheme, user, rest, query) => `${scheme}${user ? '***@' : ''}${rest}${query ? '?***' : ''}`,
  );
}

/** The station's log: one JSON object a line on stderr, secrets by name and addresses in texts redacted. */
export function createLogger(level: string, destination: pino.DestinationStream = pino.destination({ dest: 2, sync: false })): Logger {
  return pino(
    {
      level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' },
      hooks: {
        logMethod(args, method) {
          const redacted = args.map((argument) => (typeof argument === 'string' ? redactUrls(argument) : argument));
          method.apply(this, redacted as Parameters<typeof method>);
        },
      },
      serializers: { err: (error: unknown) => redactError(error) },
    },
    destination,
  );
}

function redactError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, code } = error as Error & { code?: unknown };
  return { name, code, message: redactUrls(message), stack: stack && redactUrls(stack) };
}
