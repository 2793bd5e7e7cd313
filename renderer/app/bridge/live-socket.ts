import { io } from 'socket.io-client';
import { frameHeaderSchema, liveNamespace, videoHeaderSchema, type Watch } from '../../../shared/contract/live.ts';
import type { FrameListener, LivePictures, VideoListener } from './console-bridge.ts';
import { connectOnce, socketOptions } from './socket-bridge.ts';

export interface LiveSocket extends LivePictures {
  connect(): void;
  disconnect(): void;
}

const retryMs = 2_000;
const probeTimeoutMs = 20_000;

/** Pictures on a connection of their own, so that a frame never stands in front of an alert. */
export function createLiveSocket(origin: string, auth: (give: (data: object) => void) => void): LiveSocket {
  const socket = io(`${origin}${liveNamespace}`, { ...socketOptions, forceNew: true, auth });
  const listeners = new Set<FrameListener>();
  const videoListeners = new Set<VideoListener>();
  let wanted: Watch = { cameras: [] };
  let open = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** After a refusal or a farewell by the station Socket.IO does not try again by itself. */
  const tryAgain = () => {
    clearTimeout(retry);
    if (open && !socket.active) retry = setTimeout(() => connectOnce(socket), retryMs);
  };

  socket.on('connect_error', tryAgain);
  socket.on('disconnect', tryAgain);
  socket.on('connect', () => socket.emit('watch', wanted));
  socket.on('frame', (rawHeader: unknown, rawBytes: unknown, ack: unknown) => {
    const done = typeof ack === 'function' ? once(() => ack()) : () => undefined;
    const header = frameHeaderSchema.safeParse(rawHeader);
    const jpeg = bytesOf(rawBytes);
    if (!header.success || !jpeg || listeners.size === 0) return done();
    for (const listener of listeners) listener(header.data, jpeg, done);
  });
  socket.on('video', (rawHeader: unknown, rawBytes: unknown, ack: unknown) => {
    const done = typeof ack === 'function' ? once(() => ack()) : () => undefined;
    const header = videoHeaderSchema.safeParse(rawHeader);
    const bytes = bytesOf(rawBytes);
    if (!header.success || !bytes || videoListeners.size === 0) return done();
    for (const listener of videoListeners) listener(header.data, bytes, done);
  });

  return {
    watch: (watch) => {
      wanted = watch;
      if (socket.connected) socket.emit('watch', watch);
    },
    onFrame: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onVideo: (listener) => {
      videoListeners.add(listener);
      return () => void videoListeners.delete(listener);
    },
    probe: () =>
      socket.connected
        ? socket
            .timeout(probeTimeoutMs)
            .emitWithAck('probe')
            .then(
              () => true,
              () => false,
            )
        : Promise.resolve(false),
    connect: () => {
      open = true;
      connectOnce(socket);
    },
    disconnect: () => {
      open = false;
      clearTimeout(retry);
      socket.disconnect();
    },
  };
}

/** A browser gets an ArrayBuffer, a Node client a Buffer. */
function bytesOf(raw: unknown): Uint8Array | null {
  if (raw instanceof Uint8Array) return raw;
  return raw instanceof ArrayBuffer ? new Uint8Array(raw) : null;
}

function once(run: () => void): () => void {
  let ran = false;
  return () => {
    if (!ran) run();
    ran = true;
  };
}
