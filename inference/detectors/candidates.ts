/**
 * Boxes of one picture before and after suppression, as parallel arrays so that the hot loops touch no objects.
 * Coordinates are pixels of the network's input.
 */
export class Candidates {
  #capacity = 256;
  /** Boxes in use; entries beyond are left-overs. */
  length = 0;
  left = new Float32Array(this.#capacity);
  top = new Float32Array(this.#capacity);
  right = new Float32Array(this.#capacity);
  bottom = new Float32Array(this.#capacity);
  score = new Float32Array(this.#capacity);
  classIndex = new Uint16Array(this.#capacity);

  clear(): void {
    this.length = 0;
  }

  /** Adds a box; one that is not finite, has no area or a score outside 0..1 is garbage and left out. */
  add(left: number, top: number, right: number, bottom: number, score: number, classIndex: number): void {
    // A sum is finite only when all parts are; sigmoids in float32 may exceed 1 by a rounding step.
    if (!Number.isFinite(left + top + right + bottom) || right <= left || bottom <= top || !(score >= 0 && score <= 1.001)) return;
    if (this.length === this.#capacity) this.#grow();
    const at = this.length++;
    this.left[at] = left;
    this.top[at] = top;
    this.right[at] = right;
    this.bottom[at] = bottom;
    this.score[at] = Math.min(score, 1);
    this.classIndex[at] = classIndex;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.left = grown(this.left, this.#capacity);
    this.top = grown(this.top, this.#capacity);
    this.right = grown(this.right, this.#capacity);
    this.bottom = grown(this.bottom, this.#capacity);
    this.score = grown(this.score, this.#capacity);
    const classes = new Uint16Array(this.#capacity);
    classes.set(this.classIndex);
    this.classIndex = classes;
  }
}

function grown(from: Float32Array<ArrayBuffer>, capacity: number): Float32Array<ArrayBuffer> {
  const to = new Float32Array(capacity);
  to.set(from);
  return to;
}
