import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { AppError } from '../../../shared/errors.ts';
import type { ConnectionState, ConsoleBridge } from './console-bridge.ts';
import { Heartbeat } from './heartbeat.ts';
import { createLiveSocket } from './live-socket.ts';
import { SessionKeeper } from './session-keeper.ts';
import { callOverHttp } from './sign-in.ts';

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

/**
 * Connects unless that is under way: `connect()` on a socket that is at the door knocks a second time, the station then serves two
 * sockets over one connection, and everything comes twice.
 */
export function connectOnce(socket: Socket): void {
  if (!socket.active) socket.connect();
}

/** The station over the network. `origin` is the station's address, empty = where the page came from. */
export function createSocketBridge(origin = ''): ConsoleBridge {
  const session = new SessionKeeper(origin);
  const auth = (give: (data: object) => void) => give(session.token ? { token: session.token } : {});
  const socket = io(`${origin}/`, { ...socketOptions, forceNew: true, auth });
  const live = createLiveSocket(origin, auth);
  const listeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = 'connecting';
  let closed = false;
  /** True from a renewal until the next connection: a fresh token that is refused must not be renewed for ever. */
  let renewed = false;

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
  const tryAgainLater = () => {
    enter('lost');
    // The station refused the socket, not the network: Socket.IO does not try again by itself.
    if (!socket.active && !closed) setTimeout(() => !closed && connectOnce(socket), 2_000);
  };
  const signedOut = () => {
    session.stop();
    live.disconnect();
    enter('signed_out');
  };
  /** The station does not know the token: it may only have run out, while the machine slept or the network was away. */
  const renewAndConnect = async () => {
    const outcome = renewed ? 'refused' : await session.renew();
    if (closed) return;
    if (outcome === 'refused') return signedOut();
    renewed = outcome === 'renewed';
    if (renewed) connectOnce(socket);
    else tryAgainLater();
  };

  socket.on('connect', () => {
    renewed = false;
    session.start();
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
    if (isSignInRefusal(error)) void renewAndConnect();
    else tryAgainLater();
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
    callPublic: (name, input) => callOverHttp(origin, name, input),
    signIn: async (credentials) => {
      await session.signIn(credentials);
      renewed = true;
      enter('connecting');
      reconnect();
    },
    signOut: async () => {
      await session.signOut();
      live.disconnect();
      socket.disconnect();
      heartbeat.stop();
      enter('signed_out');
    },
    close: () => {
      closed = true;
      session.stop();
      heartbeat.stop();
      live.disconnect();
      socket.disconnect();
    },
  };
}

function isSignInRefusal(error: Error & { data?: unknown }): boolean {
  return typeof error.data === 'object' && error.data !== null && 'code' in error.data && error.data.code === 'unauthenticated';
}
