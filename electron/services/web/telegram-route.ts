import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/errors.ts';

/** Hands an update to the bot. @throws {AppError} `unauthenticated` when the secret is wrong. */
export type ReceiveTelegramUpdate = (secret: string, update: unknown) => Promise<void>;

/** Updates are a few kilobytes. */
const maxBytes = 256 * 1024;

/** Where Telegram sends what people write and tap, when the bot uses a webhook. Whoever does not know the secret is refused. */
export function registerTelegramRoute(app: FastifyInstance, receive: ReceiveTelegramUpdate): void {
  app.post('/api/telegram/webhook', { bodyLimit: maxBytes }, async (request, reply) => {
    const secret = request.headers['x-telegram-bot-api-secret-token'];
    if (typeof secret !== 'string' || secret.length > 256) throw new AppError('unauthenticated', 'Wrong secret.');
    await receive(secret, request.body);
    return reply.code(200).send({});
  });
}
