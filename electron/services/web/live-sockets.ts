import type { Socket } from 'socket.io';
import { type Watch, watchSchema } from '../../../shared/contract/live.ts';
import type { CreateLiveFeed } from '../live/create-live-feeds.ts';

/** A viewer that takes longer than this for one frame is given the newest one again. */
const acknowledgeTimeoutMs = 15_000;

/** Serves the live namespace for one viewer. A camera that they may not watch is as one that does not exist: it shows nothing. */
export function serveLive(socket: Socket, createLiveFeed: CreateLiveFeed, mayWatch: (cameraId: string) => boolean): void {
  const send = async (name: 'frame' | 'video', header: { readonly cameraId: string }, bytes: Uint8Array) => {
    if (!mayWatch(header.cameraId)) return;
    try {
      await socket.timeout(acknowledgeTimeoutMs).emitWithAck(name, header, bytes);
    } catch {
      // No answer in time, or the viewer left: either way the next frame, if any, is a newer one.
    }
  };
  const feed = createLiveFeed(
    (header, jpeg) => send('frame', header, jpeg),
    (header, bytes) => send('video', header, bytes),
  );
  socket.on('watch', (raw: unknown, ack: unknown) => {
    const parsed = watchSchema.safeParse(raw);
    if (parsed.success) feed.watch(withinReach(parsed.data, mayWatch));
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

function withinReach({ cameras, video, ...watch }: Watch, mayWatch: (cameraId: string) => boolean): Watch {
  const isVideoReached = video !== undefined && mayWatch(video.cameraId);
  return { ...watch, cameras: cameras.filter(({ cameraId }) => mayWatch(cameraId)), ...(isVideoReached ? { video } : {}) };
}
