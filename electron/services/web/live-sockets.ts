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

/** Serves the live namespace for one viewer. A camera that they may not watch is as one that does not exist: it shows nothing. */
export function serveLive(socket: Socket, createLiveFeed: CreateLiveFeed, mayWatch: (cameraId: string) => boolean): void {
  const feed = createLiveFeed(async (header, jpeg) => {
    if (!mayWatch(header.cameraId)) return;
    try {
      await socket.timeout(acknowledgeTimeoutMs).emitWithAck('frame', header, jpeg);
    } catch {
      // No answer in time, or the viewer left: either way the next frame, if any, is a newer one.
    }
  });
  socket.on('watch', (raw: unknown, ack: unknown) => {
    const parsed = watchSchema.safeParse(raw);
    if (parsed.success) feed.watch({ ...parsed.data, cameras: parsed.data.cameras.filter(({ cameraId }) => mayWatch(cameraId)) });
    if (typeof ack !== 'function') return;
    ack(
      parsed.success
        ? { ok: true }
        : { ok: false, error: { code: 'invalid_input', message: parsed.error.issues[0]?.message ?? 'invalid' } },
    );
  });
  socket.on('probe', (ack: unknown) => {
    if (typeof ack === 'function') ack();
  });
  socket.on('disconnect', () => feed.close());
}
