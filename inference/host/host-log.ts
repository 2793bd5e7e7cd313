/** Writes one line of JSON to stderr; the station's log takes it from there. Never pictures, never addresses. */
export function logLine(level: 'info' | 'warn' | 'error', message: string, details: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(`${JSON.stringify({ level, time: Date.now(), name: 'inference', msg: message, ...details })}\n`);
}
