import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';

/** What a schema makes of a part of a request. @throws {AppError} `invalid_input`, naming what is wrong. */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
