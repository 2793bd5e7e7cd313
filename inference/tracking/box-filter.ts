import type { Box } from '../../shared/schemas/primitives.ts';
import { AxisFilter } from './axis-filter.ts';

/** Deviations relative to the object's size, so that near and far objects are treated alike. */
const noise = {
  /** Of a detector's box. */
  measured: 0.06,
  /** A car crosses several of its lengths in a second. */
  firstVelocity: 4,
  /** Sizes a second squared: hard braking and an impact must be followed within two or three frames. */
  acceleration: 4,
  /** A box grows and shrinks far more slowly than it moves. */
  sizeAcceleration: 1,
};
/** After a longer gap a prediction says nothing any more. */
const longestPredictionSeconds = 1;

/** Follows one box: where it is, where it will be, how fast it goes. */
export class BoxFilter {
  readonly #x: AxisFilter;
  readonly #y: AxisFilter;
  readonly #width: AxisFilter;
  readonly #height: AxisFilter;

  constructor([x, y, width, height]: Box) {
    const size = Math.sqrt(width * height);
    this.#x = new AxisFilter(x + width / 2, size * noise.measured, size * noise.firstVelocity);
    this.#y = new AxisFilter(y + height / 2, size * noise.measured, size * noise.firstVelocity);
    this.#width = new AxisFilter(width, width * noise.measured, width);
    this.#height = new AxisFilter(height, height * noise.measured, height);
  }

  /** Geometric mean of the sides, source pixels. */
  get size(): number {
    return Math.sqrt(this.#side(this.#width) * this.#side(this.#height));
  }

  get box(): Box {
    const width = this.#side(this.#width);
    const height = this.#side(this.#height);
    return [this.#x.value - width / 2, this.#y.value - height / 2, width, height];
  }

  /** Of the centre, source pixels a second. */
  get velocity(): [number, number] {
    return [this.#x.velocity, this.#y.velocity];
  }

  predict(seconds: number): void {
    const time = Math.min(seconds, longestPredictionSeconds);
    const size = this.size;
    this.#x.predict(time, size * noise.acceleration);
    this.#y.predict(time, size * noise.acceleration);
    this.#width.predict(time, size * noise.sizeAcceleration);
    this.#height.predict(time, size * noise.sizeAcceleration);
  }

  update([x, y, width, height]: Box): void {
    const size = Math.sqrt(width * height);
    this.#x.update(x + width / 2, size * noise.measured);
    this.#y.update(y + height / 2, size * noise.measured);
    this.#width.update(width, width * noise.measured * 1.5);
    this.#height.update(height, height * noise.measured * 1.5);
  }

  /** Unseen, it stays as large as it is: carried on, a hidden edge that shrank the box would leave nothing of it. */
  holdSize(): void {
    for (const axis of [this.#width, this.#height]) axis.velocity = 0;
  }

  /** Forgets motion: the object is known to stand. */
  halt(): void {
    this.holdSize();
    for (const axis of [this.#x, this.#y]) axis.velocity = 0;
  }

  #side(axis: AxisFilter): number {
    return Math.max(1, axis.value);
  }
}
