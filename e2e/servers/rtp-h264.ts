import type { AccessUnit } from './h264-packets.ts';

const maxPayloadBytes = 1400;
const payloadType = 96;
const fragmentType = 28;

/** Puts pictures into RTP packets, large NAL units in fragments (FU-A). @see RFC 6184 */
export class RtpH264 {
  #sequence = 0;
  readonly #source: number;

  constructor(source = 0x5e47a001) {
    this.#source = source;
  }

  /** @param timestamp of the picture, 90 kHz */
  packets(picture: AccessUnit, timestamp: number): Buffer[] {
    const payloads = picture.flatMap((nal) => (nal.length <= maxPayloadBytes ? [nal] : fragments(nal)));
    return payloads.map((payload, index) => this.#packet(payload, timestamp, index === payloads.length - 1));
  }

  #packet(payload: Buffer, timestamp: number, isLast: boolean): Buffer {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = payloadType | (isLast ? 0x80 : 0);
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.#source, 8);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return Buffer.concat([header, payload]);
  }
}

function fragments(nal: Buffer): Buffer[] {
  const head = nal[0] ?? 0;
  const indicator = (head & 0xe0) | fragmentType;
  const pieces: Buffer[] = [];
  for (let at = 1; at < nal.length; at += maxPayloadBytes) {
    const body = nal.subarray(at, at + maxPayloadBytes);
    const flags = (at === 1 ? 0x80 : 0) | (at + body.length >= nal.length ? 0x40 : 0);
    pieces.push(Buffer.concat([Buffer.from([indicator, flags | (head & 0x1f)]), body]));
  }
  return pieces;
}
