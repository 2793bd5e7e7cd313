import type { NowMs } from '../../../clock.ts';
import type { Logger } from '../../../logging/logger.ts';

const windowMs = 60_000;

/** Logs chats nobody is linked to, at most once a minute however much they write; says how many messages there were. */
export function strangerLog(log: Pick<Logger, 'warn'>, nowMs: NowMs): (chatId: string) => void {
  let nextAtMs = 0;
  let count = 0;
  return (chatId) => {
    count += 1;
    if (nowMs() < nextAtMs) return;
    log.warn({ chatId, messages: count }, 'a Telegram chat that is linked to no contact wrote; it got no answer');
    nextAtMs = nowMs() + windowMs;
    count = 0;
  };
}
