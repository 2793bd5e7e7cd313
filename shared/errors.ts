import { z } from 'zod';

/** Stable codes a person or a program can act on; everything else reaches the edge as `internal`. */
export const errorCodes = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'unavailable',
  'camera_unreachable',
  'model_refused',
  'internal',
] as const;
export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** A failure a person can be told about; anything else that is thrown crosses the edge as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Machine-readable detail, safe to show: for example `{ cause: 'refused' }` of a camera. */
  readonly details: Readonly<Record<string, string | number>> | undefined;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { details?: Readonly<Record<string, string | number>> }) {
    super(message, options);
    this.code = code;
    this.details = options?.details;
  }
}
