import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { MultipartParser } from '../electron/services/cameras/multipart-parser.ts';
import { nowMs, readStamp } from './stamped-camera.ts';

export interface MjpegViewer {
  /** Age of every frame when its last byte had come, milliseconds. */
  readonly agesMs: number[];
  close(): void;
}

/** A program that reads an MJPEG stream of stamped frames as fast as they come. */
export function openViewer(url: string, token: string | null): MjpegViewer {
  const agesMs: number[] = [];
  const call = request(url, { headers: token ? { authorization: `Bearer ${token}` } : {} }, (response) => {
    const boundary = /boundary="?([^";]+)/.exec(response.headers['content-type'] ?? '')?.[1] ?? null;
    const parser = new MultipartParser(boundary, (jpeg) => {
      const sentAtMs = readStamp(jpeg);
      if (sentAtMs !== null) agesMs.push(nowMs() - sentAtMs);
    });
    response.on('data', (chunk: Buffer) => parser.push(chunk));
    response.on('error', () => undefined);
  });
  // The bench ends the connection itself; what that throws is no news.
  call.on('error', () => undefined);
  call.end();
  return { agesMs, close: () => call.destroy() };
}

/** A viewer that asks and then never reads: its receive window fills up and stays full. */
export function openStalledViewer(url: string, token: string): Socket {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  socket.pause();
  return socket;
}
