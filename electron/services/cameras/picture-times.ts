/** Pictures at the begin of a connection that are all passed on, so that they can be counted against the packets. */
export const countedPictures = 8;
/** Packets waited for before counting: pictures with B-frames come in another order than their packets. */
const packetsNeeded = countedPictures + 4;
/** Of the counted pictures so many must agree on where the video stands. */
const agreeing = 5;
/** Pictures remembered: twelve seconds at ten a second. */
const kept = 120;

/**
 * Tells where in the camera's own encoded video one of its JPEGs stands. Both come out of one ffmpeg, but the file it writes the
 * packets to begins at 0 whatever the camera's clock says; how far the two clocks are apart is found by counting the first pictures of
 * a connection, which are one each for one packet. Arrival says nothing: either may be a picture or two behind the other.
 */
export class PictureTimes {
  /** Times of the first packets, in the order they are shown, ms of the encoded video. */
  readonly #packets: number[] = [];
  readonly #firstPictures: number[] = [];
  readonly #pictures = new Map<number, number>();
  #count = 0;
  /** Encoded video minus pictures, ms; null = not known yet. */
  #offsetMs: number | null = null;
  #isHopeless = false;

  /** The next picture on its way to becoming a JPEG. @param ptsMs ffmpeg's time of it; null when it knows none */
  picture(ptsMs: number | null): void {
    const index = this.#count;
    this.#count += 1;
    if (ptsMs === null) return;
    this.#pictures.set(index, ptsMs);
    this.#pictures.delete(index - kept);
    if (index < countedPictures) this.#firstPictures[index] = ptsMs;
  }

  /** A packet of the same connection. @param mediaMs when it is shown, ms of the encoded video */
  packet(mediaMs: number): void {
    // Pictures before the first key frame in the order of showing cannot be decoded.
    if (this.#packets.length < packetsNeeded && mediaMs >= (this.#packets[0] ?? mediaMs)) this.#packets.push(mediaMs);
  }

  /**
   * @param index of a JPEG of this connection, from 0
   * @returns ms of the encoded video; null when that is not known (yet).
   */
  timeOf(index: number): number | null {
    // A camera's clock settles over its first pictures: one may stand twice at the same time, or at a guessed one.
    const ptsMs = index < countedPictures ? undefined : this.#pictures.get(index);
    this.#offsetMs ??= this.#findOffset();
    return ptsMs === undefined || this.#offsetMs === null ? null : ptsMs + this.#offsetMs;
  }

  #findOffset(): number | null {
    if (this.#isHopeless || this.#packets.length < packetsNeeded || this.#count < countedPictures) return null;
    const shown = this.#packets.toSorted((a, b) => a - b).slice(0, countedPictures);
    // What ffmpeg had no time for leaves a hole, which counts all the same.
    const offsets = shown.flatMap((mediaMs, index) => {
      const ptsMs = this.#firstPictures[index];
      return ptsMs === undefined ? [] : [mediaMs - ptsMs];
    });
    const middle = offsets.toSorted((a, b) => a - b)[Math.floor(offsets.length / 2)] ?? 0;
    const spacingMs = ((shown.at(-1) ?? 0) - (shown[0] ?? 0)) / (countedPictures - 1);
    const isAgreed = offsets.filter((offset) => Math.abs(offset - middle) <= Math.max(2, spacingMs / 2)).length >= agreeing;
    this.#isHopeless = !isAgreed;
    return isAgreed ? middle : null;
  }
}
