import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { markTunnelSocket, type TunnelArrival } from './arrival.ts';

/** A private door of the web server for one tunnel. */
export interface TunnelEntrance {
  /** Port on 127.0.0.1 the tunnel's program connects to. */
  readonly port: number;
  /** From now on visitors who ask for this address are served. */
  setUrl(url: string): void;
  /** What the check of the public address must bring back. */
  proofOf(nonce: string): string;
  /** Ends it and every connection through it. */
  close(): void;
}

export type OpenTunnelEntrance = (options: { readonly visitorHeader: string | null }) => Promise<TunnelEntrance>;

/** Most connections of all visitors of a tunnel at once; consoles keep two sockets each, everything else is short. */
const mostConnections = 500;

/**
 * Opens a listener on a free loopback port whose connections are handed to `server`, marked as the tunnel's: the station's own port is
 * not told to tunnel programs, and their visitors can be told from people at this machine.
 */
export async function openTunnelEntrance(
  server: HttpServer,
  { visitorHeader }: { readonly visitorHeader: string | null },
): Promise<TunnelEntrance> {
  const key = randomBytes(32);
  const proofOf = (nonce: string) => createHmac('sha256', key).update(nonce).digest('base64url');
  const arrival: TunnelArrival = { host: null, https: false, visitorHeader, proofOf };
  const sockets = new Set<Socket>();
  const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // The HTTP server listens too, but not before and not after its own time.
    socket.on('error', () => socket.destroy());
    markTunnelSocket(socket, arrival);
    server.emit('connection', socket);
  });
  door.maxConnections = mostConnections;
  door.listen({ host: '127.0.0.1', port: 0 });
  await once(door, 'listening');
  const bound = door.address();
  if (bound === null || typeof bound === 'string') throw new Error('a TCP listener has a port');
  return {
    port: bound.port,
    setUrl: (url) => {
      const { host, protocol } = new URL(url);
      arrival.host = host;
      arrival.https = protocol === 'https:';
    },
    proofOf,
    close: () => {
      door.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
