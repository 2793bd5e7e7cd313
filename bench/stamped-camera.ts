import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const mark = 'sentra-bench-sent-at-ms:';
const digits = 20;

/** Microseconds-fine wall clock, comparable between processes of one machine. */
export const nowMs = () => performance.timeOrigin + performance.now();

/**
 * A picture that says when it was sent: a JPEG comment segment right after the start marker. The station passes bytes through, so a
 * viewer reads the time out of the very frame it received.
 */
export function stampPicture(jpeg: Uint8Array, sentAtMs: number): Buffer {
  const text = Buffer.from(mark + sentAtMs.toFixed(3).padStart(digits, '0'), 'latin1');
  const header = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, text, jpeg.subarray(2)]);
}

/** @returns when the picture was sent, Unix milliseconds; null when it carries no stamp. */
export function readStamp(jpeg: Uint8Array): number | null {
  const head = Buffer.from(jpeg.buffer, jpeg.byteOffset, Math.min(jpeg.byteLength, 200)).toString('latin1');
  const at = head.indexOf(mark);
  return at < 0 ? null : Number(head.slice(at + mark.length, at + mark.length + digits));
}

export interface StampedCamera {
  readonly url: string;
  close(): Promise<void>;
}

/** An MJPEG camera whose every frame carries the moment it was written. */
export async function startStampedCamera(pictures: readonly Uint8Array[], fps: number): Promise<StampedCamera> {
  const viewers = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    viewers.add(response);
    response.once('close', () => viewers.delete(response));
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' });
  });
  let turn = 0;
  const timer = setInterval(() => {
    const picture = pictures[turn++ % pictures.length] ?? new Uint8Array();
    for (const viewer of viewers) {
      const jpeg = stampPicture(picture, nowMs());
      viewer.write(
        Buffer.concat([
          Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`),
          jpeg,
          Buffer.from('\r\n'),
        ]),
      );
    }
  }, 1000 / fps);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stream`,
    close: async () => {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
