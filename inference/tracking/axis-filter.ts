/**
 * Kalman filter of one coordinate with constant velocity and random acceleration. A box is four of these: the filters of SORT and
 * ByteTrack couple nothing between coordinates either, and four 2x2 filters need no matrix library.
 * @see Kalman, "A New Approach to Linear Filtering and Prediction Problems", 1960
 */
export class AxisFilter {
  value: number;
  /** Units a second. */
  velocity = 0;
  #varianceValue: number;
  #covariance = 0;
  #varianceVelocity: number;

  /**
   * @param deviation of the first measurement, units
   * @param velocityDeviation how fast it may be, units a second
   */
  constructor(value: number, deviation: number, velocityDeviation: number) {
    this.value = value;
    this.#varianceValue = deviation * deviation;
    this.#varianceVelocity = velocityDeviation * velocityDeviation;
  }

  /** @param acceleration standard deviation of what may happen meanwhile, units a second squared */
  predict(seconds: number, acceleration: number): void {
    const q = acceleration * acceleration;
    const squared = seconds * seconds;
    this.value += this.velocity * seconds;
    this.#varianceValue += seconds * (2 * this.#covariance + seconds * this.#varianceVelocity) + (q * squared * squared) / 4;
    this.#covariance += seconds * this.#varianceVelocity + (q * squared * seconds) / 2;
    this.#varianceVelocity += q * squared;
  }

  /** @param deviation of the measurement, units */
  update(measured: number, deviation: number): void {
    const total = this.#varianceValue + deviation * deviation;
    const gainValue = this.#varianceValue / total;
    const gainVelocity = this.#covariance / total;
    const innovation = measured - this.value;
    this.value += gainValue * innovation;
    this.velocity += gainVelocity * innovation;
    this.#varianceVelocity -= gainVelocity * this.#covariance;
    this.#covariance *= 1 - gainValue;
    this.#varianceValue *= 1 - gainValue;
  }
}
