import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { Responder, TelegramContacts } from './telegram-ports.ts';
import type { Person } from './update-schema.ts';

/**
 * Who acts in a chat: in their own chat the contact; in a group the member, by the name of the contact whose own chat they are linked
 * with, else by the name they have at Telegram and the group's.
 */
export async function responderOf(
  contact: Contact,
  chatId: string,
  from: Person | undefined,
  contacts: TelegramContacts,
): Promise<Responder> {
  if (!from || String(from.id) === chatId || !chatId.startsWith('-')) return { name: contact.name, contactId: contact.id };
  const member = await contacts.byChat(String(from.id));
  if (member) return { name: member.name, contactId: member.id };
  const name = `${from.first_name} ${from.last_name}`.replace(/\s+/gu, ' ').trim() || from.username || String(from.id);
  return { name: `${name.slice(0, 40).trim()} (${contact.name})`.slice(0, 80), contactId: contact.id };
}
