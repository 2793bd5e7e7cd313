import { z } from 'zod';

const idSchema = z.number().int();
const chatSchema = z.object({ id: idSchema, type: z.string().max(20), title: z.string().max(300).optional() });
const personSchema = z.object({
  id: idSchema,
  first_name: z.string().max(300).default(''),
  last_name: z.string().max(300).default(''),
  username: z.string().max(100).optional(),
});
export type Person = z.infer<typeof personSchema>;

/** A tapped button. `message` is missing when it is too old. */
export const tapSchema = z.object({
  id: z.string().min(1).max(100),
  from: personSchema,
  message: z.object({ message_id: idSchema.optional(), chat: chatSchema, photo: z.array(z.unknown()).optional() }).optional(),
  data: z.string().max(64).optional(),
});
export type Tap = z.infer<typeof tapSchema>;

export const chatMessageSchema = z.object({
  message_id: idSchema,
  chat: chatSchema,
  from: personSchema.optional(),
  text: z.string().max(10_000).optional(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** What Telegram tells the bot, as far as it concerns us. */
export const updateSchema = z.object({
  update_id: z.number().int().min(0),
  message: chatMessageSchema.optional(),
  callback_query: tapSchema.optional(),
});
export type TelegramUpdate = z.infer<typeof updateSchema>;

/** Asked of Telegram: everything else is not even sent. */
export const allowedUpdates: string[] = ['message', 'callback_query'];
