import { connect, type Socket } from 'node:net';
import { BackOff } from '../cameras/back-off.ts';
import type { Registration } from './localtunnel-registration.ts';

export interface LocaltunnelPoolOptions {
  readonly registration: Registration;
  /** Port on 127.0.0.1 that visitors are led to. */
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Without any connection for this long the server has forgotten us: it drops an address one second after its last connection. */
const aloneMs = 3_000;
const connectTimeoutMs = 8_000;
const reopen = { firstMs: 200, maxMs: 3_000 };

/**
 * Keeps the idle connections that a localtunnel server hands its visitors to, one visitor's request after another on each. A used
 * connection that ends is replaced; all that fail are tried again ever more slowly. Ends, and resolves with the reason, when the signal
 * says so or when no connection has stood for three seconds.
 */
export function keepLocaltunnelPool({ registration, port, signal }: LocaltunnelPoolOptions): Promise<string> {
  return new Promise((resolve) => {
    const sockets = new Set<Socket>();
    const timers = new Set<NodeJS.Timeout>();
    let standing = 0;
    let over = false;
    let lastReason = 'no connection was made';

    const end = (reason: string) => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', onAbort);
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      resolve(reason);
    };
    const onAbort = () => end('ended by the station');
    const later = (ms: number, run: () => void) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
      return timer;
    };
    let alone: NodeJS.Timeout | null = null;
    const watchAlone = () => {
      if (standing > 0 && alone) {
        clearTimeout(alone);
        timers.delete(alone);
        alone = null;
      } else if (standing === 0 && !alone)
        alone = later(aloneMs, () => end(`The connections to the tunnel server are gone (${lastReason}).`));
    };

    const open = (backOff: BackOff) => {
      const remote = connect({ host: registration.host, port: registration.port, noDelay: true, keepAlive: true });
      sockets.add(remote);
      remote.setTimeout(connectTimeoutMs, () => remote.destroy(new Error('ETIMEDOUT')));
      remote.once('connect', () => {
        remote.setTimeout(0);
        standing += 1;
        remote.once('close', () => {
          standing -= 1;
          if (!over) watchAlone();
        });
        backOff.reset();
        watchAlone();
      });
      remote.on('error', (error: NodeJS.ErrnoException) => {
        lastReason = error.code ?? error.message;
      });
      remote.once('close', () => {
        sockets.delete(remote);
        if (!over) later(backOff.next(), () => open(backOff));
      });
      leadVisitors(remote, port, sockets);
    };

    if (signal.aborted) return end('ended by the station');
    signal.addEventListener('abort', onAbort, { once: true });
    watchAlone();
    for (let n = 0; n < registration.connections; n++) open(new BackOff(reopen));
  });
}

/** The station's side is connected with the first byte only: a hundred idle connections would look to it like a hundred slow clients. */
function leadVisitors(remote: Socket, port: number, sockets: Set<Socket>): void {
  remote.once('readable', () => {
    // 'readable' also comes at the end of a connection that never carried anything.
    if (remote.readableLength === 0) {
      remote.end();
      return;
    }
    const local = connect({ host: '127.0.0.1', port, noDelay: true });
    sockets.add(local);
    local.on('error', () => remote.destroy());
    local.once('close', () => {
      sockets.delete(local);
      remote.destroySoon();
    });
    remote.once('close', () => local.destroy());
    remote.pipe(local).pipe(remote);
  });
}
