import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors.ts';
import { readByteRange } from '../recording/playback/byte-range.ts';

/**
 * Answers with a file or the one piece of it that was asked for. Several pieces at once are answered with the whole file, as the
 * standard allows. @see RFC 9110, 14 @throws {AppError} `not_found` when the file is gone.
 */
export async function sendFileRange(request: FastifyRequest, reply: FastifyReply, file: string): Promise<FastifyReply> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new AppError('not_found', 'The file is gone.');
  reply.header('accept-ranges', 'bytes').header('last-modified', found.mtime.toUTCString());
  const range = readByteRange(request.headers.range, found.size);
  if (range.kind === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${found.size}`).send();
  const [start, end] = range.kind === 'part' ? [range.from, range.to] : [0, found.size - 1];
  if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${start}-${end}/${found.size}`);
  reply.header('content-length', end - start + 1);
  return reply.send(found.size === 0 ? '' : createReadStream(file, { start, end }));
}
