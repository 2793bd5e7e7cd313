import { z } from 'zod';
import { idSchema } from '../../schemas/primitives.ts';
import { telegramCodeSchema, telegramSettingsSchema, telegramStateSchema } from '../../schemas/telegram.ts';
import { method, nothing } from './method.ts';

/** The Telegram bot; its token is a secret of the station. */
export const telegramMethods = {
  'telegram.state': method(
    'admin',
    'station',
    ['GET', '/api/telegram'],
    'The Telegram bot and how it is doing',
    nothing,
    telegramStateSchema,
  ),
  'telegram.configure': method(
    'admin',
    'station',
    ['PATCH', '/api/telegram'],
    'Switch Telegram on or off, choose polling or webhook',
    telegramSettingsSchema.partial(),
    telegramStateSchema,
  ),
  'telegram.createCode': method(
    'operator',
    'station',
    ['POST', '/api/telegram/codes'],
    'A one-time code that links a Telegram chat to a contact',
    z.object({ contactId: idSchema }),
    telegramCodeSchema,
  ),
} as const;
