import type { IncomingMessage } from 'node:http';
import { networkFailure } from './http-request.ts';
import { cameraFailure } from './source.ts';

/**
 * Reads a response to its end, piece by piece. Whatever `take` throws ends the connection.
 * @throws {AppError} `camera_unreachable` when the connection breaks before the end.
 */
export function readBody(response: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(networkFailure(error));
      response.destroy();
    };
    response.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        fail(error);
      }
    });
    response.once('end', resolve);
    response.on('error', fail);
    response.once('close', () => reject(cameraFailure('ended', 'The camera closed the connection.')));
    response.resume();
  });
}

/** Reads a whole body of at most `maxBytes`. */
export async function readWholeBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await readBody(response, (chunk) => {
    bytes += chunk.length;
    if (bytes > maxBytes) throw cameraFailure('no_video', `The camera sends pictures of more than ${Math.round(maxBytes / 2 ** 20)} MB.`);
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/**
 * Looks at the beginning of a body and puts it back.
 * @returns fewer than `count` bytes only when the body ends there or `waitMs` passed.
 */
export function peekBody(response: IncomingMessage, count: number, waitMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= count) finish();
    };
    const finish = () => {
      stopListening();
      response.pause();
      const seen = Buffer.concat(chunks);
      if (bytes > 0 && !response.readableEnded) response.unshift(seen);
      resolve(seen);
    };
    const fail = (error: unknown) => {
      stopListening();
      reject(networkFailure(error));
    };
    const onClose = () => fail(cameraFailure('ended', 'The camera closed the connection.'));
    const timer = setTimeout(finish, waitMs);
    const stopListening = () => {
      clearTimeout(timer);
      response.off('data', take).off('end', finish).off('error', fail).off('close', onClose);
    };
    response.on('data', take).once('end', finish).on('error', fail).once('close', onClose);
    response.resume();
  });
}
