import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { type Caller, type Desk, dispatch } from '../../../shared/contract/dispatch.ts';
import type { EventName, Payload } from '../../../shared/contract/events.ts';
import { reaches, reachOf } from '../../../shared/domain/reach.ts';
import { liveNamespace } from '../../../shared/contract/live.ts';
import { clientAddress } from '../auth/client-address.ts';
import { visitorAddress } from './arrival.ts';
import { type AddressGuard, isLetIn } from './address-guard.ts';
import { type Authenticator, isSameOrigin, sessionCookie } from './authenticator.ts';
import { type EventAudience, roomsOfReach } from './event-audience.ts';
import { asksForThisStation } from './host-guard.ts';
import type { CreateLiveFeed } from '../live/create-live-feeds.ts';
import { serveLive } from './live-sockets.ts';

export interface SocketHubOptions {
  readonly desk: Desk;
  readonly auth: Authenticator;
  readonly guard: AddressGuard;
  /** Who is told of which event. */
  readonly audience: EventAudience;
  readonly createLiveFeed: CreateLiveFeed;
}

export interface SocketHub {
  /** Tells the signed-in consoles that it concerns. Observations are dropped for a console whose connection is full: the next one is newer. */
  broadcast<E extends EventName>(name: E, payload: Payload<E>): void;
  /** Signed-in consoles now. */
  viewers(): number;
  close(): Promise<void>;
}

/** How often open connections keep their sessions alive. */
const touchEveryMs = 60_000;
/** Calls a second one socket may make, with a burst of twice that. */
const callsPerSecond = 50;
const authSchema = z.object({ token: z.string().min(1).max(4096) });
const ackSchema = z.custom<(reply: unknown) => void>((value) => typeof value === 'function');

/**
 * Real time for browsers and programs: Socket.IO at `/socket.io` with `auth: { token }` or the session cookie. `call` carries the
 * contract; the events of the contract come by their names; live pictures have a namespace of their own.
 */
export function createSocketHub(server: HttpServer, options: SocketHubOptions): SocketHub {
  const io = new Server(server, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: 1_000_000,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    allowRequest: (request, decide) =>
      decide(
        null,
        asksForThisStation(request) &&
          isLetIn(options.guard, request) &&
          (request.headers.origin === undefined || isSameOrigin(request.headers)),
      ),
  });
  const main = io.of('/');
  const live = io.of(liveNamespace);
  /** A connection that was being made while somebody's reach changed may have been let in with the old one: it is asked to come again. */
  let changes = 0;
  for (const namespace of [main, live]) {
    namespace.use((socket, next) => {
      const before = changes;
      void signIn(socket, options.auth).then((caller) => {
        if (!caller?.user) return next(Object.assign(new Error('Sign in first.'), { data: { code: 'unauthenticated' } }));
        socket.data = { caller, changes: before };
        void socket.join(roomsOfReach(caller.user.reach));
        if (caller.sessionId) void socket.join(sessionRoom(caller.sessionId));
        next();
      }, next);
    });
  }
  const isCurrent = (socket: Socket) => {
    if ((socket.data as { changes: number }).changes === changes) return true;
    socket.conn.close();
    return false;
  };
  main.on('connection', (socket) => isCurrent(socket) && serveCalls(socket, options));
  live.on('connection', (socket) => isCurrent(socket) && serveLive(socket, options.createLiveFeed, mayWatch(socket, options.audience)));
  const disconnect = (sessionId: string) => {
    for (const namespace of [main, live]) namespace.in(sessionRoom(sessionId)).disconnectSockets(true);
  };
  const stopListening = options.auth.onSessionEnded(disconnect);
  // What is told by the old reach ends at once: the connection breaks, and a client that comes back gets the new one and loads anew.
  const stopListeningToUsers = options.auth.onUserChanged((userId) => {
    changes += 1;
    for (const namespace of [main, live]) for (const socket of namespace.sockets.values()) if (isOf(socket, userId)) socket.conn.close();
  });
  const stopListeningToGuard = options.guard.onChanged(() => {
    // Whoever still may comes back by itself.
    for (const namespace of [main, live]) for (const socket of namespace.sockets.values()) socket.conn.close();
  });
  const touching = setInterval(() => {
    for (const sessionId of openSessions(main.sockets.values())) {
      options.auth.touch(sessionId).then(
        (alive) => alive || disconnect(sessionId),
        (error: unknown) => options.desk.onInternal(error, 'session'),
      );
    }
  }, touchEveryMs);
  return {
    broadcast: (name, payload) => {
      // Five a second and camera, encoded for nobody, would be a good part of what an unwatched camera costs.
      if (name === 'observation' && main.sockets.size === 0) return;
      const rooms = options.audience.roomsFor(name, payload);
      const target = rooms === null ? main : main.to(rooms);
      if (name === 'observation') target.volatile.emit(name, payload);
      else target.emit(name, payload);
      const farewell = options.audience.note(name, payload);
      if (farewell)
        main
          .to([...farewell.rooms])
          .except([...farewell.except])
          .emit('camera-removed', { id: farewell.cameraId });
    },
    viewers: () => main.sockets.size,
    close: async () => {
      clearInterval(touching);
      stopListening();
      stopListeningToUsers();
      stopListeningToGuard();
      await io.close();
    },
  };
}

function openSessions(sockets: Iterable<Socket>): Set<string> {
  return new Set([...sockets].map((socket) => (socket.data as { caller: Caller }).caller.sessionId).filter((id) => id !== null));
}

function isOf(socket: Socket, userId: string): boolean {
  return (socket.data as { caller: Caller }).caller.user?.id === userId;
}

/** Asked at every frame: a camera that moves to another site disappears at once. */
function mayWatch(socket: Socket, audience: EventAudience): (cameraId: string) => boolean {
  const reach = reachOf((socket.data as { caller: Caller }).caller);
  return (cameraId) => reaches(reach, { cameraId, siteId: audience.siteOf(cameraId) });
}

const sessionRoom = (sessionId: string) => `session:${sessionId}`;

async function signIn(socket: Socket, auth: Authenticator): Promise<Caller | null> {
  const { address } = clientAddress(visitorAddress(socket.request), socket.handshake.headers);
  const given = authSchema.safeParse(socket.handshake.auth);
  if (given.success) return auth.authenticate(given.data.token, address);
  const cookie = new RegExp(`(?:^|; )${sessionCookie}=([^;]+)`).exec(socket.handshake.headers.cookie ?? '')?.[1];
  // A cookie is sent by the browser whatever page asks: it counts only for our own page.
  return cookie && isSameOrigin(socket.handshake.headers) ? auth.authenticate(decodeURIComponent(cookie), address) : null;
}

function serveCalls(socket: Socket, options: SocketHubOptions): void {
  const { caller } = socket.data as { caller: Caller };
  const mayCall = tokenBucket(callsPerSecond);
  const answer = async (name: unknown, input: unknown, ack: unknown) => {
    const reply = mayCall()
      ? await dispatch(options.desk, caller, name, input)
      : { ok: false, error: { code: 'rate_limited', message: `At most ${callsPerSecond} calls a second.` } };
    const respond = ackSchema.safeParse(ack);
    if (respond.success) respond.data(reply);
  };
  socket.on('call', (name: unknown, input: unknown, ack: unknown) => void answer(name, input, ack));
  // The name the first SENTRA's clients know: `send-message` with a text, or an object that has one.
  socket.on('send-message', (message: unknown, ack: unknown) => {
    void answer('messages.send', typeof message === 'string' ? { text: message } : message, ack);
  });
}

/** Allows `perSecond` events a second and a burst of twice as many. */
function tokenBucket(perSecond: number): () => boolean {
  let tokens = perSecond * 2;
  let lastMs = performance.now();
  return () => {
    const nowMs = performance.now();
    tokens = Math.min(perSecond * 2, tokens + ((nowMs - lastMs) / 1000) * perSecond);
    lastMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
