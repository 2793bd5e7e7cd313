import { BoxReader } from './mp4/box-reader.ts';
import { readFragment } from './mp4/read-fragment.ts';
import { readInit } from './mp4/read-init.ts';
import type { PacketSink } from './packet.ts';

/**
 * Reads the fragmented MP4 that ffmpeg writes for one connection and hands its pictures on. Video that is neither H.264 nor H.265,
 * and whatever cannot be read, is discarded: it must not cost the camera its connection.
 */
export class Mp4Packets {
  readonly #sink: PacketSink;
  readonly #reader = new BoxReader(({ type, body }) => this.#take(type, body));
  #timescale = 0;
  #moof: Buffer | null = null;
  #isUseless = false;

  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    if (this.#isUseless) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#isUseless = true;
    }
  }

  #take(type: string, body: Buffer): void {
    if (type === 'moov') this.#begin(body);
    else if (type === 'moof') this.#moof = body;
    else if (type === 'mdat' && this.#moof) this.#deliver(this.#moof, body);
  }

  #begin(moov: Buffer): void {
    const found = readInit(moov);
    this.#isUseless = found === null;
    if (!found) return;
    this.#timescale = found.timescale;
    this.#sink.track(found.track);
  }

  #deliver(moof: Buffer, mdat: Buffer): void {
    this.#moof = null;
    const toMs = 1000 / this.#timescale;
    let at = 0;
    for (const { decodeTime, compositionOffset, isKey, bytes } of readFragment(moof)) {
      const data = mdat.subarray(at, at + bytes);
      at += bytes;
      if (data.length === bytes && bytes > 0)
        this.#sink.packet({ decodeMs: decodeTime * toMs, compositionMs: compositionOffset * toMs, isKey, data });
    }
  }
}
