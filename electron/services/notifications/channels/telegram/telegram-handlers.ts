import type { Handlers } from '../../../../../shared/contract/dispatch.ts';
import { AppError } from '../../../../../shared/errors.ts';
import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { LinkCodes } from './link-codes.ts';
import type { TelegramBot } from './telegram-bot.ts';

export interface TelegramHandlerParts {
  readonly bot: TelegramBot;
  readonly codes: LinkCodes;
  readonly contact: (id: string) => Promise<Contact | null>;
}

/** The contract's `telegram.*`. */
export function createTelegramHandlers({
  bot,
  codes,
  contact,
}: TelegramHandlerParts): Pick<Handlers, 'telegram.state' | 'telegram.configure' | 'telegram.createCode'> {
  return {
    'telegram.state': () => bot.state(),
    'telegram.configure': ({ enabled, mode }) =>
      bot.configure({ ...(enabled === undefined ? {} : { enabled }), ...(mode === undefined ? {} : { mode }) }),
    'telegram.createCode': async ({ contactId }) => {
      if (!(await contact(contactId))) throw new AppError('not_found', 'There is no such contact.');
      const made = await codes.create(contactId);
      const username = (await bot.state()).bot?.username;
      return { ...made, url: username ? `https://t.me/${username}?start=${made.code}` : null };
    },
  };
}
