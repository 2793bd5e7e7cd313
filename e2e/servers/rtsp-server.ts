import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { encodeH264, type H264Clip } from './h264-packets.ts';
import { h264Fragments, h265Fragments, RtpVideo } from './rtp-video.ts';

export type RtspFault = 'none' | 'stall' | 'not-found' | 'silent' | 'no-video';

export interface RtspServerOptions {
  /** Made when left out. */
  readonly clip?: H264Clip;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  readonly fault?: RtspFault;
  /** 0 picks a free one. */
  readonly port?: number;
  /** Told of each picture as it is sent: which of the clip's. */
  readonly onPicture?: (index: number) => void;
}

export interface RtspServer {
  readonly port: number;
  /** Without credentials. */
  readonly url: string;
  /** Connections that are playing. */
  players(): number;
  setFault(fault: RtspFault): void;
  close(): Promise<void>;
}

interface RtspRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** A camera that serves H.264 or H.265 by RTSP 1.0, interleaved in its TCP connection, on loopback. @see RFC 2326 */
export async function startRtspServer(options: RtspServerOptions = {}): Promise<RtspServer> {
  const clip = options.clip ?? (await encodeH264());
  let fault = options.fault ?? 'none';
  const sockets = new Set<Socket>();
  const playing = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    const connection = new RtspConnection(socket, clip, options, () => fault, playing);
    socket.on('data', (chunk: Buffer) => connection.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      playing.delete(socket);
      connection.close();
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `rtsp://127.0.0.1:${port}/h264`,
    players: () => playing.size,
    setFault: (next) => {
      fault = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const answers: Readonly<Record<string, readonly string[]>> = {
  OPTIONS: ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER'],
  SETUP: ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 12345678;timeout=60'],
  PLAY: ['Session: 12345678', 'RTP-Info: url=trackID=0;seq=0;rtptime=0'],
};

class RtspConnection {
  readonly #socket: Socket;
  readonly #clip: H264Clip;
  readonly #options: RtspServerOptions;
  readonly #fault: () => RtspFault;
  readonly #playing: Set<Socket>;
  readonly #rtp: RtpVideo;
  #received = Buffer.alloc(0);
  #timer: NodeJS.Timeout | null = null;
  #picture = 0;

  constructor(socket: Socket, clip: H264Clip, options: RtspServerOptions, fault: () => RtspFault, playing: Set<Socket>) {
    this.#socket = socket;
    this.#clip = clip;
    this.#rtp = new RtpVideo(clip.vps ? h265Fragments : h264Fragments);
    this.#options = options;
    this.#fault = fault;
    this.#playing = playing;
  }

  push(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (let request = this.#nextRequest(); request; request = this.#nextRequest()) this.#answer(request);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Skips interleaved RTCP reports of the client. */
  #nextRequest(): RtspRequest | null {
    while (this.#received[0] === 0x24 && this.#received.length >= 4) {
      const length = 4 + this.#received.readUInt16BE(2);
      if (this.#received.length < length) return null;
      this.#received = this.#received.subarray(length);
    }
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const [first = '', ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
    this.#received = this.#received.subarray(end + 4);
    const [method = '', url = ''] = first.split(' ');
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    return { method, url, headers };
  }

  #answer(request: RtspRequest): void {
    if (this.#fault() === 'silent') return;
    if (request.method !== 'OPTIONS' && !this.#isAllowed(request)) {
      this.#reply(request, '401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"']);
      return;
    }
    if (request.method === 'DESCRIBE') this.#describe(request);
    else this.#reply(request, '200 OK', answers[request.method] ?? ['Session: 12345678']);
    if (request.method === 'PLAY') this.#play();
  }

  #describe(request: RtspRequest): void {
    const headers = ['Content-Type: application/sdp', `Content-Base: ${request.url}/`];
    if (this.#fault() === 'not-found') this.#reply(request, '404 Not Found', []);
    else this.#reply(request, '200 OK', headers, sessionDescription(this.#clip, this.#fault()));
  }

  #reply(request: RtspRequest, status: string, headers: readonly string[], body = ''): void {
    const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    const lines = [`RTSP/1.0 ${status}`, `CSeq: ${request.headers.get('cseq') ?? '0'}`, ...headers, ...length, '', body];
    this.#socket.write(lines.join('\r\n'));
  }

  #isAllowed({ headers }: RtspRequest): boolean {
    const { basicAuth } = this.#options;
    if (!basicAuth) return true;
    return headers.get('authorization') === `Basic ${Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')}`;
  }

  #play(): void {
    this.#playing.add(this.#socket);
    this.#timer ??= setInterval(() => this.#sendPicture(), 1000 / this.#clip.fps);
    this.#sendPicture();
  }

  #sendPicture(): void {
    const fault = this.#fault();
    const { pictures, fps, shownAt } = this.#clip;
    const index = this.#picture % pictures.length;
    const picture = pictures[index];
    if (fault === 'stall' || !picture || this.#socket.destroyed) return;
    const shown = this.#picture - index + (shownAt?.[index] ?? index);
    const timestamp = Math.round((shown * 90_000) / fps);
    this.#picture += 1;
    this.#socket.cork();
    for (const packet of this.#rtp.packets(picture, timestamp))
      this.#socket.write(Buffer.concat([interleavedHeader(packet.length), packet]));
    this.#socket.uncork();
    this.#options.onPicture?.((this.#picture - 1) % pictures.length);
  }
}

function interleavedHeader(length: number): Buffer {
  const header = Buffer.from([0x24, 0, 0, 0]);
  header.writeUInt16BE(length, 2);
  return header;
}

function sessionDescription({ vps, sps, pps }: H264Clip, fault: RtspFault): string {
  const session = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=camera', 'c=IN IP4 0.0.0.0', 't=0 0'];
  const [set, picture] = [sps.toString('base64'), pps.toString('base64')];
  const h264 = `packetization-mode=1;profile-level-id=${sps.toString('hex', 1, 4)};sprop-parameter-sets=${set},${picture}`;
  const parameters = vps ? `sprop-vps=${vps.toString('base64')};sprop-sps=${set};sprop-pps=${picture}` : h264;
  const name = vps ? 'H265' : 'H264';
  const video = ['m=video 0 RTP/AVP 96', `a=rtpmap:96 ${name}/90000`, `a=fmtp:96 ${parameters}`, 'a=control:trackID=0'];
  const audio = ['m=audio 0 RTP/AVP 0', 'a=control:trackID=0'];
  const media = fault === 'no-video' ? audio : video;
  return [...session, ...media, ''].join('\r\n');
}
