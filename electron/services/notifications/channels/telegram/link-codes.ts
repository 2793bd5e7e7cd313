import { createHash, randomInt } from 'node:crypto';
import type { NowMs } from '../../../clock.ts';
import type { TelegramRepository } from '../../../store/telegram-repository.ts';

/** Without 0, 1, I and O: people read codes to each other. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeLength = 10;
const lifeMs = 15 * 60_000;
/** Wrong codes a chat may send within `lifeMs`; a code has 50 bits. */
const maxWrong = 5;

/** One-time codes that link a chat to a contact. Only their hashes are kept. */
export class LinkCodes {
  readonly #codes: TelegramRepository;
  readonly #nowMs: NowMs;
  readonly #wrong = new Map<string, { count: number; readonly untilMs: number }>();

  constructor(codes: TelegramRepository, nowMs: NowMs) {
    this.#codes = codes;
    this.#nowMs = nowMs;
  }

  async create(contactId: string): Promise<{ readonly code: string; readonly expiresAtMs: number }> {
    const code = Array.from({ length: codeLength }, () => letters.charAt(randomInt(letters.length))).join('');
    const expiresAtMs = this.#nowMs() + lifeMs;
    await this.#codes.addCode(hashOf(code), contactId, expiresAtMs);
    return { code, expiresAtMs };
  }

  /** Uses a code up. @returns the contact; null when it is worth nothing, or this chat has tried too often. */
  async use(code: string, chatId: string): Promise<string | null> {
    const nowMs = this.#nowMs();
    for (const [chat, { untilMs }] of this.#wrong) if (untilMs <= nowMs) this.#wrong.delete(chat);
    const wrong = this.#wrong.get(chatId) ?? { count: 0, untilMs: nowMs + lifeMs };
    if (wrong.count >= maxWrong) return null;
    const contactId = await this.#codes.redeemCode(hashOf(code.trim().toUpperCase()), nowMs);
    if (contactId === null) this.#wrong.set(chatId, { ...wrong, count: wrong.count + 1 });
    else this.#wrong.delete(chatId);
    return contactId;
  }
}

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');
