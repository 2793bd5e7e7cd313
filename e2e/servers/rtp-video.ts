import type { AccessUnit } from './h264-packets.ts';

const maxPayloadBytes = 1400;
const payloadType = 96;

/** Cuts a NAL unit that is too large for one packet. */
export type Fragmenter = (nal: Buffer) => Buffer[];

/** Puts pictures into RTP packets, large NAL units in fragments. */
export class RtpVideo {
  #sequence = 0;
  readonly #fragments: Fragmenter;
  readonly #source: number;

  constructor(fragments: Fragmenter, source = 0x5e47a001) {
    this.#fragments = fragments;
    this.#source = source;
  }

  /** @param timestamp of the picture, 90 kHz */
  packets(picture: AccessUnit, timestamp: number): Buffer[] {
    const payloads = picture.flatMap((nal) => (nal.length <= maxPayloadBytes ? [nal] : this.#fragments(nal)));
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

/** FU-A. @see RFC 6184, 5.8 */
export const h264Fragments: Fragmenter = (nal) => {
  const head = nal[0] ?? 0;
  return pieces(nal, 1, head & 0x1f, Buffer.from([(head & 0xe0) | 28]));
};

/** @see RFC 7798, 4.4.3 */
export const h265Fragments: Fragmenter = (nal) => {
  const head = nal[0] ?? 0;
  return pieces(nal, 2, (head >> 1) & 0x3f, Buffer.from([(head & 0x81) | (49 << 1), nal[1] ?? 0]));
};

/** Each piece behind its indicator and a byte that says whether it is the first or last of its NAL unit. */
function pieces(nal: Buffer, headBytes: number, type: number, indicator: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = headBytes; at < nal.length; at += maxPayloadBytes) {
    const body = nal.subarray(at, at + maxPayloadBytes);
    const flags = (at === headBytes ? 0x80 : 0) | (at + body.length >= nal.length ? 0x40 : 0);
    found.push(Buffer.concat([indicator, Buffer.from([flags | type]), body]));
  }
  return found;
}
