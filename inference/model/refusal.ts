import { basename } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** A model that cannot be used, in words that name the file and the reason. */
export function refusal(file: string, reason: string, cause?: unknown): AppError {
  return new AppError('model_refused', `${basename(file)}: ${reason}`.slice(0, 490), { cause });
}
