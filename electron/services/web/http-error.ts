import type { ErrorCode } from '../../../shared/errors.ts';

/** HTTP status of each error code. */
export const httpStatus: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  camera_unreachable: 422,
  model_refused: 422,
  internal: 500,
};
