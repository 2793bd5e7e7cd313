import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors.ts';

/**
 * Answers with a file or the one piece of it that was asked for. Several pieces at once are answered with the whole file, as the
 * standard allows. @see RFC 9110, 14 @throws {AppError} `not_found` when the file is gone.
 */
export async function sendFileRange(request: FastifyRequest, reply: FastifyReply, file: string): Promise<FastifyReply> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new AppError('not_found', 'The file is gone.');
  reply.header('accept-ranges', 'bytes').header('last-modified', found.mtime.toUTCString());
  const range = rangeOf(request.headers.range, found.size);
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${found.size}`).send();
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${found.size}`);
  reply.header('content-length', end - start + 1);
  return reply.send(found.size === 0 ? '' : createReadStream(file, { start, end }));
}

/** @returns null for the whole file, `none` for a piece that lies beyond it. */
export function rangeOf(header: string | undefined, size: number): { readonly start: number; readonly end: number } | 'none' | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return null;
  const [first, last] = [found[1] ?? '', found[2] ?? ''];
  if (first === '') return Number(last) === 0 ? 'none' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const [start, end] = [Number(first), last === '' ? size - 1 : Math.min(size - 1, Number(last))];
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'none' : { start, end };
}
