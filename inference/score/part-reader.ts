const headEnd = Buffer.from('\r\n\r\n');
const longestHead = 1000;

/** Cuts ffmpeg's own `mpjpeg` output, in which every part states its length, into JPEG pictures. */
export class PartReader {
  #pending = Buffer.alloc(0);

  /**
   * @returns the pictures completed by this chunk.
   * @throws {Error} when the bytes are not what ffmpeg writes.
   */
  push(chunk: Buffer): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const pictures: Buffer[] = [];
    for (let part = this.#next(); part !== null; part = this.#next()) pictures.push(part);
    return pictures;
  }

  #next(): Buffer | null {
    const end = this.#pending.indexOf(headEnd);
    if (end < 0 && this.#pending.length > longestHead) throw new Error('a part of the picture stream has no head');
    if (end < 0) return null;
    const length = Number(/content-length:\s*(\d+)/i.exec(this.#pending.toString('latin1', 0, end))?.[1]);
    if (!Number.isInteger(length)) throw new Error('a part of the picture stream states no length');
    const start = end + headEnd.length;
    if (this.#pending.length < start + length) return null;
    const picture = Buffer.from(this.#pending.subarray(start, start + length));
    this.#pending = this.#pending.subarray(start + length);
    return picture;
  }
}
