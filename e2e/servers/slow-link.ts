import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface SlowLink {
  readonly origin: string;
  close(): Promise<void>;
}

/** About a packet: what others have to wait for at least. */
const pieceBytes = 1_400;

/**
 * A loopback link of so many bits a second towards the client, shared by all its connections in order of arrival, as a modem with a
 * large buffer does it: whatever is on its way stands in front of whatever comes later, also on another connection.
 */
export async function startSlowLink(target: string, bitsPerSecond: number): Promise<SlowLink> {
  const { hostname, port } = new URL(target);
  const queue: { readonly to: Socket; readonly piece: Buffer }[] = [];
  const sockets = new Set<Socket>();
  const bytesPerMs = bitsPerSecond / 8 / 1000;
  let freeAtMs = 0;
  let timer: NodeJS.Timeout | null = null;

  const pump = () => {
    timer = null;
    const nowMs = performance.now();
    while (queue.length > 0 && freeAtMs <= nowMs) {
      const next = queue.shift();
      if (!next) break;
      freeAtMs = Math.max(freeAtMs, nowMs - 20) + next.piece.length / bytesPerMs;
      if (!next.to.destroyed) next.to.write(next.piece);
    }
    if (queue.length > 0) timer = setTimeout(pump, Math.max(1, freeAtMs - nowMs));
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += pieceBytes) queue.push({ to: client, piece: bytes.subarray(at, at + pieceBytes) });
      if (!timer) pump();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      if (timer) clearTimeout(timer);
      queue.length = 0;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
