import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { NowMs } from '../../../clock.ts';
import type { TelegramRepository } from '../../../store/telegram-repository.ts';
import { parseTap } from './buttons.ts';
import type { Commands, Tell } from './commands.ts';
import { htmlOf } from './html.ts';
import type { IncidentMessages } from './incident-messages.ts';
import type { LinkCodes } from './link-codes.ts';
import { responderOf } from './responder.ts';
import type { Taps } from './taps.ts';
import type { TelegramContacts } from './telegram-ports.ts';
import { texts } from './texts/texts.ts';
import type { ChatMessage, Tap, TelegramUpdate } from './update-schema.ts';

export interface ConversationOptions {
  readonly contacts: TelegramContacts;
  readonly codes: LinkCodes;
  readonly commands: Commands;
  readonly taps: Taps;
  readonly messages: IncidentMessages;
  readonly store: Pick<TelegramRepository, 'noteMessage'>;
  /** A chat nobody is linked to wrote; it gets no answer. */
  readonly onStranger: (chatId: string) => void;
  readonly nowMs: NowMs;
}

const commandPattern = /^\/([a-z_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+([\s\S]{0,200}))?$/i;

/** What people write and tap. Whoever is linked to no contact gets nothing at all, not even a refusal. */
export class Conversation {
  readonly #options: ConversationOptions;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /**
   * Does in the station what the update asks for.
   * @param botName user name of the bot: groups may hold several.
   * @returns what is left to tell the chat; null = nothing.
   */
  async handle({ message, callback_query }: TelegramUpdate, botName: string): Promise<Tell | null> {
    if (callback_query) return this.#tap(callback_query);
    return message?.text === undefined ? null : this.#command(message, message.text, botName);
  }

  async #command(message: ChatMessage, text: string, botName: string): Promise<Tell | null> {
    const [whole, name, addressee, argument = ''] = commandPattern.exec(text.trim()) ?? [];
    const chatId = String(message.chat.id);
    if (addressee !== undefined && addressee.toLowerCase() !== botName.toLowerCase()) return null;
    if (name?.toLowerCase() === 'start' && argument.trim() !== '') return this.#link(argument, chatId);
    const contact = await this.#contactOf(chatId);
    // In a group people talk to each other: only commands are for us.
    if (!contact || (whole === undefined && message.chat.type !== 'private')) return null;
    return this.#options.commands.run(name?.toLowerCase() ?? 'help', argument, contact, chatId);
  }

  async #link(code: string, chatId: string): Promise<Tell | null> {
    const { codes, contacts, onStranger } = this.#options;
    const contactId = await codes.use(code, chatId);
    const contact = contactId === null ? null : await contacts.link(contactId, chatId);
    if (!contact) {
      onStranger(chatId);
      return null;
    }
    const say = texts[contact.language];
    const lines = [say.linked(htmlOf(contact.name, 80)), '', ...say.help];
    return (api) => api.sendMessage({ chat_id: chatId, text: lines.join('\n'), parse_mode: 'HTML' });
  }

  async #tap(tap: Tap): Promise<Tell | null> {
    const wanted = parseTap(tap.data);
    if (!wanted || !tap.message) return null;
    const chatId = String(tap.message.chat.id);
    const contact = await this.#contactOf(chatId);
    if (!contact) return null;
    if (wanted.verb === 'shot') {
      const picture = this.#options.commands.picture(wanted.id, contact, chatId);
      return async (api) => {
        await api.answerCallbackQuery({ callback_query_id: tap.id });
        await picture(api);
      };
    }
    return this.#tapIncident(tap, { verb: wanted.verb, incidentId: wanted.id, chatId, contact });
  }

  async #tapIncident(tap: Tap, wanted: Omit<Parameters<Taps['act']>[0], 'who'>): Promise<Tell> {
    const { contacts, taps, messages } = this.#options;
    const { chatId, incidentId, contact } = wanted;
    const who = await responderOf(contact, chatId, tap.from, contacts);
    const text = await taps.act({ ...wanted, who });
    await this.#learn(tap, chatId, incidentId);
    return async (api) => {
      const answered = api.answerCallbackQuery({ callback_query_id: tap.id, text: text.slice(0, 200), show_alert: wanted.verb !== 'take' });
      // An answer that Telegram no longer wants must not keep the message from telling how the incident stands.
      await Promise.all([answered, messages.refresh({ chatId, incidentId, language: contact.language })]);
    };
  }

  /** A message whose sending was cut short before it was noted is known from now on. */
  async #learn({ message }: Tap, chatId: string, incidentId: string): Promise<void> {
    if (message?.message_id === undefined) return;
    const { store, nowMs } = this.#options;
    const kind = message.photo ? 'photo' : 'text';
    await store.noteMessage({ chatId, incidentId, messageId: message.message_id, kind, idempotencyKey: null, sentAtMs: nowMs() });
  }

  async #contactOf(chatId: string): Promise<Contact | null> {
    const contact = await this.#options.contacts.byChat(chatId);
    if (contact?.enabled) return contact;
    this.#options.onStranger(chatId);
    return null;
  }
}
