import type { Packet } from './packet.ts';

/** Most bytes kept for one camera: 30 s at 8 Mbit/s. */
const maxBytes = 32 << 20;

/** The latest packets of one camera, from a key frame on. Memory is bounded in time and bytes. */
export class PacketRing {
  /** How far back is kept, ms; 0 = since the last key frame. */
  keepMs = 0;
  /** Runs that begin with a key frame, oldest first. */
  #groups: Packet[][] = [];
  #bytes = 0;

  push(packet: Packet): void {
    if (packet.isKey) this.#groups.push([]);
    const last = this.#groups.at(-1);
    // Before the first key frame nothing can be decoded.
    if (!last) return;
    last.push(packet);
    this.#bytes += packet.data.length;
    while (this.#groups.length > 1 && this.#mayDropFirst(packet)) this.#drop();
    // A camera that never sends another key frame must not fill the memory.
    if (this.#bytes > maxBytes) this.clear();
  }

  /** From the last key frame at or before `fromMs`, or from the oldest. */
  since(fromMs: number): Packet[] {
    const first = this.#groups.findLastIndex(([key]) => key !== undefined && key.atMs <= fromMs);
    return this.#groups.slice(Math.max(0, first)).flat();
  }

  clear(): void {
    this.#groups = [];
    this.#bytes = 0;
  }

  /** The second group begins early enough for what is to be kept. */
  #mayDropFirst(newest: Packet): boolean {
    const second = this.#groups[1]?.[0];
    return this.#bytes > maxBytes || (second !== undefined && newest.timelineMs - second.timelineMs >= this.keepMs);
  }

  #drop(): void {
    for (const { data } of this.#groups.shift() ?? []) this.#bytes -= data.length;
  }
}
