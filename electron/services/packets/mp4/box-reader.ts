/** One box of an MP4 file: its type and what follows its header. */
export interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** Bigger boxes do not come from a camera: a single picture of 8K video stays below. */
const maxBoxBytes = 64 << 20;
const headerBytes = 8;

/**
 * Cuts a stream of bytes into top-level boxes. Bodies are views of the received chunks where possible; nobody writes to them.
 * @see ISO/IEC 14496-12, 4.2
 */
export class BoxReader {
  readonly #onBox: (box: Box) => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #needed = headerBytes;

  constructor(onBox: (box: Box) => void) {
    this.#onBox = onBox;
  }

  /** @throws {RangeError} when what comes is no MP4; the reader is of no use afterwards. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // Joined only when a whole box is there: a large one is not copied once for each of its chunks.
    while (this.#bytes >= this.#needed) {
      const joined = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      const rest = this.#take(joined);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#bytes = rest.length;
    }
  }

  #take(joined: Buffer): Buffer {
    const size = joined.readUInt32BE(0);
    if (size < headerBytes || size > maxBoxBytes) throw new RangeError(`a box of ${size} bytes is no part of a camera's video`);
    this.#needed = joined.length < size ? size : headerBytes;
    if (joined.length < size) return joined;
    this.#onBox({ type: joined.toString('latin1', 4, 8), body: joined.subarray(headerBytes, size) });
    return joined.subarray(size);
  }
}

/** The boxes inside a box, as far as they are whole. @param from bytes of the body before the first of them */
export function childBoxes(body: Buffer, from = 0): Box[] {
  const found: Box[] = [];
  for (let at = from; at + headerBytes <= body.length; ) {
    const size = body.readUInt32BE(at);
    if (size < headerBytes || at + size > body.length) break;
    found.push({ type: body.toString('latin1', at + 4, at + 8), body: body.subarray(at + headerBytes, at + size) });
    at += size;
  }
  return found;
}

/** The first box down a path of types; null when there is none. */
export function boxAt(body: Buffer, ...path: readonly string[]): Buffer | null {
  let here: Buffer | null = body;
  for (const type of path) here = here && (childBoxes(here).find((box) => box.type === type)?.body ?? null);
  return here;
}
