import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What the server does wrong. `hang`: takes requests and never answers. `foreign`: visitors get a page of its own. */
export type LocaltunnelFault = 'none' | 'hang' | 'garbage' | 'refuse' | 'foreign';

export interface LocaltunnelServer {
  /** What a station is given as SENTRA_LOCALTUNNEL_HOST. */
  readonly address: string;
  readonly port: number;
  setFault(fault: LocaltunnelFault): void;
  /** Connections of stations that wait for visitors now. */
  waiting(): number;
  close(): Promise<void>;
}

interface Client {
  readonly id: string;
  readonly door: TcpServer;
  readonly idle: Socket[];
  readonly sockets: Set<Socket>;
  readonly wanted: ((socket: Socket) => void)[];
}

const connectionsPerClient = 10;
/** As the real server: a client without connections is forgotten after a second. */
const graceMs = 1_000;

/**
 * A tunnel server of the localtunnel protocol on loopback: `GET /?new` or `/:id` gives an address `http://<id>.localhost:<port>`, the
 * client's TCP connections wait in a pool, and each request for the id's host takes one.
 */
export async function startLocaltunnelServer(
  options: { readonly port?: number; readonly firstId?: string } = {},
): Promise<LocaltunnelServer> {
  const clients = new Map<string, Client>();
  const visitors = new Set<Duplex>();
  let fault: LocaltunnelFault = 'none';
  let count = 0;

  const server = createHttpServer((request, response) => {
    if (fault === 'hang') return;
    const client = clients.get(idOf(request));
    if (idOf(request) !== '' && fault === 'foreign')
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Enter the password</h1>');
    if (client) return void lead(client, request, request.socket);
    if (idOf(request) !== '') return response.writeHead(404).end('404');
    if (fault === 'garbage') return response.writeHead(200).end('<html>parked</html>');
    if (fault === 'refuse') return response.writeHead(403).end(JSON.stringify({ message: 'no more tunnels' }));
    const path = new URL(request.url ?? '/', 'http://x').pathname.slice(1);
    const wished = path && !clients.has(path) ? path : `${options.firstId ?? 'tunnel'}-${++count}`;
    void admit(wished).then((port) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(
          JSON.stringify({ id: wished, port, max_conn_count: connectionsPerClient, url: `http://${wished}.localhost:${portOf(server)}` }),
        ),
    );
  });
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    const client = clients.get(idOf(request));
    if (!client || fault !== 'none') return void socket.destroy();
    void lead(client, request, socket, head);
  });
  server.on('connection', (socket) => {
    visitors.add(socket);
    socket.once('close', () => visitors.delete(socket));
    socket.on('error', () => socket.destroy());
  });

  const admit = async (id: string): Promise<number> => {
    const client: Client = { id, door: createTcpServer(), idle: [], sockets: new Set(), wanted: [] };
    let forget: NodeJS.Timeout | undefined;
    client.door.on('connection', (socket) => {
      clearTimeout(forget);
      client.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        client.sockets.delete(socket);
        const at = client.idle.indexOf(socket);
        if (at >= 0) client.idle.splice(at, 1);
        if (client.sockets.size > 0) return;
        forget = setTimeout(() => drop(client), graceMs);
      });
      const taker = client.wanted.shift();
      if (taker) taker(socket);
      else client.idle.push(socket);
    });
    client.door.listen(0, '127.0.0.1');
    await once(client.door, 'listening');
    clients.set(id, client);
    return portOf(client.door);
  };
  const drop = (client: Client) => {
    clients.delete(client.id);
    client.door.close();
    for (const socket of client.sockets) socket.destroy();
  };

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${portOf(server)}`,
    port: portOf(server),
    setFault: (next) => {
      fault = next;
    },
    waiting: () => [...clients.values()].reduce((sum, { idle }) => sum + idle.length, 0),
    close: async () => {
      for (const client of clients.values()) drop(client);
      for (const visitor of visitors) visitor.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Gives the visitor's connection a pooled one, for good: what comes after the first request takes the same way. */
async function lead(client: Client, request: IncomingMessage, visitor: Duplex, head: Buffer = Buffer.alloc(0)): Promise<void> {
  const station = client.idle.shift() ?? (await new Promise<Socket>((resolve) => client.wanted.push(resolve)));
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  const upgrade = request.headers.upgrade !== undefined;
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    // One request on each connection keeps this server simple; an upgraded one stays open by itself.
    if (upgrade || request.rawHeaders[at]?.toLowerCase() !== 'connection')
      lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
  }
  if (!upgrade) lines.push('Connection: close');
  station.write(`${lines.join('\r\n')}\r\n\r\n`);
  if (head.length > 0) station.write(head);
  if (upgrade) visitor.pipe(station);
  else request.pipe(station, { end: false });
  station.pipe(visitor);
  station.once('close', () => visitor.destroy());
  visitor.once('close', () => station.destroy());
}

function idOf(request: IncomingMessage): string {
  return /^([a-z0-9-]+)\.localhost(?::\d+)?$/i.exec(request.headers.host ?? '')?.[1] ?? '';
}

function portOf(server: Server | TcpServer): number {
  return (server.address() as AddressInfo).port;
}
