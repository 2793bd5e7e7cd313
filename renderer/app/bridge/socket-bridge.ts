import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { AppError } from '../../../shared/errors.ts';
import type { ConnectionState, ConsoleBridge } from './console-bridge.ts';
import { Heartbeat } from './heartbeat.ts';
import { createLiveSocket } from './live-socket.ts';
import { postSignIn, postSignOut } from './sign-in.ts';

/** A camera's first picture or a model's loading may take this long. */
const answerTimeoutMs = 45_000;

export const socketOptions: Partial<ManagerOptions & SocketOptions> = {
  autoConnect: false,
  // WebSocket first: the cookie counts only with an Origin header, which browsers do not send with a polling GET.
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 400,
  reconnectionDelayMax: 3_000,
  timeout: 5_000,
};

/** The station over the network. `origin` is the station's address, empty = where the page came from. */
export function createSocketBridge(origin = ''): ConsoleBridge {
  // Kept in memory only; after a reload the session cookie, which no script can read, takes its place.
  let token: string | null = null;
  const auth = (give: (data: object) => void) => give(token ? { token } : {});
  const socket = io(`${origin}/`, { ...socketOptions, forceNew: true, auth });
  const live = createLiveSocket(origin, auth);
  const listeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = 'connecting';
  let closed = false;

  const enter = (next: ConnectionState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener(next);
  };
  const reconnect = () => {
    socket.disconnect();
    live.disconnect();
    socket.connect();
  };
  const heartbeat = new Heartbeat({
    quietMs: 1_500,
    answerMs: 2_000,
    ask: () => socket.timeout(2_000).emitWithAck('call', 'auth.me', {}),
    onSilence: () => {
      enter('lost');
      reconnect();
    },
  });

  socket.io.on('ping', () => heartbeat.sign());
  socket.onAny(() => heartbeat.sign());
  socket.on('connect', () => {
    heartbeat.start();
    live.connect();
    enter('connected');
  });
  socket.on('disconnect', (reason) => {
    heartbeat.stop();
    if (closed || reason === 'io client disconnect') return;
    enter('lost');
    // The station ended this session on purpose: ask again, the answer tells whether to sign in.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    if (isSignInRefusal(error)) {
      live.disconnect();
      enter('signed_out');
    } else {
      enter('lost');
      // The station refused the socket, not the network: Socket.IO does not try again by itself.
      if (!socket.active && !closed) setTimeout(() => !closed && socket.connect(), 2_000);
    }
  });
  socket.connect();

  return {
    kind: 'browser',
    live,
    invoke: async (name, input) => {
      if (!socket.connected) throw new AppError('unavailable', 'The station cannot be reached.');
      try {
        return await socket.timeout(answerTimeoutMs).emitWithAck('call', name, input);
      } catch (cause) {
        throw new AppError('unavailable', 'The station did not answer.', { cause });
      }
    },
    subscribe: (name, listener) => {
      socket.on(name as string, listener);
      return () => void socket.off(name as string, listener);
    },
    onConnection: (listener) => {
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
    signIn: async (username, password) => {
      token = await postSignIn(origin, username, password);
      enter('connecting');
      reconnect();
    },
    signOut: async () => {
      await postSignOut(origin, token);
      token = null;
      live.disconnect();
      socket.disconnect();
      heartbeat.stop();
      enter('signed_out');
    },
    close: () => {
      closed = true;
      heartbeat.stop();
      live.disconnect();
      socket.disconnect();
    },
  };
}

function isSignInRefusal(error: Error & { data?: unknown }): boolean {
  return typeof error.data === 'object' && error.data !== null && 'code' in error.data && error.data.code === 'unauthenticated';
}
