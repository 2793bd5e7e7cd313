import { AppError } from '../../../shared/errors.ts';

/**
 * What `work` gives, or a failure once `limitMs` have passed. The work itself goes on: what becomes of it is the caller's affair.
 * @throws {AppError} `unavailable`, with `lateMessage`.
 */
export async function withDeadline<T>(work: Promise<T>, limitMs: number, lateMessage: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AppError('unavailable', lateMessage)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
