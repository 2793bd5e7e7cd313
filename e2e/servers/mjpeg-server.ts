import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the camera misbehaves; may be changed while it runs. */
export type MjpegFault =
  | 'none'
  /** Keeps the connection and says nothing more. */
  | 'stall'
  /** Breaks the connection in the middle of a picture. */
  | 'cut'
  /** A web page where the video should be. */
  | 'web-page'
  | 'unauthorized'
  | 'not-found'
  | 'unavailable'
  /** Multipart with random bytes for pictures. */
  | 'garbage'
  /** A byte now and then, never a picture. */
  | 'slow-loris'
  /** Accepts the connection and never answers. */
  | 'silent'
  /** Pictures beyond every sensible size. */
  | 'giant';

export interface MjpegServerOptions {
  readonly pictures: readonly Uint8Array[];
  /** Which of them is sent now; one after the other when left out. */
  readonly pick?: () => number;
  readonly fps?: number;
  /** As an ESP32-CAM: whoever comes second waits for ever. */
  readonly singleClient?: boolean;
  readonly fault?: MjpegFault;
  /** Leave Content-Length out of the parts. */
  readonly withoutLengths?: boolean;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** 0 picks a free one. */
  readonly port?: number;
}

export interface MjpegServer {
  readonly port: number;
  /** `/stream`: multipart. */
  readonly url: string;
  /** `/capture`: one picture a request. */
  readonly snapshotUrl: string;
  /** Streams that are open now. */
  viewers(): number;
  /** Most streams that were ever open at once. */
  mostViewers(): number;
  /** Requests since the start. */
  requests(): number;
  setFault(fault: MjpegFault): void;
  close(): Promise<void>;
}

const boundary = '123456789000000000000987654321';

/** A camera that serves JPEG over HTTP the way an ESP32-CAM does, on loopback. */
export async function startMjpegServer(options: MjpegServerOptions): Promise<MjpegServer> {
  let fault = options.fault ?? 'none';
  let requests = 0;
  let most = 0;
  let turn = 0;
  const streams = new Set<ServerResponse>();
  const nextPicture = () => options.pictures[(options.pick?.() ?? turn++) % options.pictures.length] ?? new Uint8Array();

  const server = createServer((request, response) => {
    requests += 1;
    response.on('error', () => streams.delete(response));
    if (fault === 'silent') return;
    if (refuse(request, response)) return;
    if (request.url?.startsWith('/capture')) {
      response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(nextPicture());
      return;
    }
    if (options.singleClient && streams.size > 0) return;
    openStream(response);
  });

  function refuse(request: IncomingMessage, response: ServerResponse): boolean {
    const answer = (status: number, type: string, text: string) => {
      response.writeHead(status, { 'Content-Type': type, ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="camera"' } : {}) });
      response.end(text);
      return true;
    };
    const { basicAuth } = options;
    const expected = basicAuth && `Basic ${Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')}`;
    if (fault === 'unauthorized' || (expected && request.headers.authorization !== expected)) return answer(401, 'text/plain', 'no');
    if (fault === 'not-found') return answer(404, 'text/plain', 'no such thing');
    if (fault === 'unavailable') return answer(503, 'text/plain', 'busy');
    if (fault === 'web-page') return answer(200, 'text/html; charset=utf-8', '<!doctype html><title>Camera</title>');
    return false;
  }

  function openStream(response: ServerResponse): void {
    streams.add(response);
    most = Math.max(most, streams.size);
    response.on('close', () => streams.delete(response));
    response.writeHead(200, {
      'Content-Type': `multipart/x-mixed-replace;boundary=${boundary}`,
      'Access-Control-Allow-Origin': '*',
      'X-Framerate': '60',
    });
    response.flushHeaders();
    sendPicture(response);
  }

  /** Three writes a picture, as the ESP32 example does. */
  function sendPicture(response: ServerResponse): void {
    if (fault === 'stall' || response.destroyed) return;
    if (fault === 'slow-loris') {
      response.write('-');
      return;
    }
    const picture = fault === 'garbage' ? garbage() : fault === 'giant' ? Buffer.alloc(64 << 10) : nextPicture();
    const length = fault === 'giant' ? 1 << 30 : picture.length;
    response.write(`\r\n--${boundary}\r\n`);
    response.write(
      `Content-Type: image/jpeg\r\n${options.withoutLengths ? '' : `Content-Length: ${length}\r\n`}X-Timestamp: 0.000000\r\n\r\n`,
    );
    if (fault === 'cut') {
      response.write(picture.subarray(0, picture.length >> 1), () => response.destroy());
      return;
    }
    response.write(picture);
  }

  const timer = setInterval(
    () => {
      for (const response of streams) sendPicture(response);
    },
    1000 / (options.fps ?? 5),
  );
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/stream`,
    snapshotUrl: `http://127.0.0.1:${port}/capture`,
    viewers: () => streams.size,
    mostViewers: () => most,
    requests: () => requests,
    setFault: (next) => {
      fault = next;
    },
    close: async () => {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function garbage(): Uint8Array {
  return Uint8Array.from({ length: 5000 }, () => Math.floor(Math.random() * 256));
}
