import type { Socket } from 'socket.io';
import { type Watch, watchSchema } from '../../../shared/contract/live.ts';
import type { SendFrame } from '../live/live-feed.ts';

/** One viewer's pictures; see `live/live-feed.ts`. */
export interface LiveFeed {
  watch(watch: Watch): void;
  close(): void;
}

export type CreateLiveFeed = (send: SendFrame) => LiveFeed;

/** A viewer that takes longer than this for one frame is given the newest one again. */
const acknowledgeTimeoutMs = 15_000;

/** Serves the live namespace for one viewer. */
export function serveLive(socket: Socket, createLiveFeed: CreateLiveFeed): void {
  const feed = createLiveFeed(async (header, jpeg) => {
    try {
      await socket.timeout(acknowledgeTimeoutMs).emitWithAck('frame', header, jpeg);
    } catch {
      // No answer in time, or the viewer left: either way the next frame, if any, is a newer one.
    }
  });
  socket.on('watch', (raw: unknown, ack: unknown) => {
    const parsed = watchSchema.safeParse(raw);
    if (parsed.success) feed.watch(parsed.data);
    if (typeof ack !== 'function') return;
    ack(
      parsed.success
        ? { ok: true }
        : { ok: false, error: { code: 'invalid_input', message: parsed.error.issues[0]?.message ?? 'invalid' } },
    );
  });
  socket.on('disconnect', () => feed.close());
}
