import type { Body } from './street-camera.ts';

/** One vehicle on one lane. */
interface Driver {
  lane: number;
  /** Metres along the lane. */
  s: number;
  v: number;
  wish: number;
  length: number;
  label: string;
  height: number;
}

/** A straight lane: where it starts, its direction, and where its stop line is (metres along; null = none). */
interface Lane {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly stopAt: number;
  readonly phase: 0 | 1;
}

const laneLength = 160;
const lanes: readonly Lane[] = [
  { x: -80, y: -1.8, heading: 0, stopAt: 70, phase: 0 },
  { x: -80, y: -5.3, heading: 0, stopAt: 70, phase: 0 },
  { x: 80, y: 1.8, heading: Math.PI, stopAt: 70, phase: 0 },
  { x: 80, y: 5.3, heading: Math.PI, stopAt: 70, phase: 0 },
  { x: 1.8, y: -80, heading: Math.PI / 2, stopAt: 70, phase: 1 },
  { x: -1.8, y: 80, heading: -Math.PI / 2, stopAt: 70, phase: 1 },
];

/**
 * Ordinary traffic at a crossing with lights: drivers follow each other by the Intelligent Driver Model, queue at red, start at green,
 * nobody ever touches anybody.
 * @see Treiber, Hennecke, Helbing, "Congested traffic states in empirical observations and microscopic simulations", 2000
 */
export class JunctionTraffic {
  readonly #random: () => number;
  readonly #drivers: Driver[] = [];
  #time = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#time = random() * 24;
  }

  /** Lets time pass. @param seconds at most 0.25 */
  step(seconds: number): void {
    this.#time += seconds;
    for (let lane = 0; lane < lanes.length; lane += 1) if (this.#random() < 0.35 * seconds) this.#enter(lane);
    const before = this.#drivers.map((driver) => ({ ...driver }));
    for (const driver of this.#drivers) {
      const acceleration = this.#acceleration(driver, before);
      driver.v = Math.max(0, driver.v + acceleration * seconds);
      driver.s += driver.v * seconds;
    }
    for (let at = this.#drivers.length - 1; at >= 0; at -= 1) if ((this.#drivers[at]?.s ?? 0) > laneLength) this.#drivers.splice(at, 1);
  }

  get bodies(): Body[] {
    return this.#drivers.map(({ lane, s, length, label, height }) => {
      const { x, y, heading } = lanes[lane] as Lane;
      return { x: x + s * Math.cos(heading), y: y + s * Math.sin(heading), heading, length, width: height > 2 ? 2.5 : 1.8, height, label };
    });
  }

  #enter(lane: number): void {
    if (this.#drivers.some((other) => other.lane === lane && other.s < 14)) return;
    const truck = this.#random() < 0.12;
    const wish = 9 + 7 * this.#random();
    this.#drivers.push({
      lane,
      s: 0,
      v: wish * 0.9,
      wish,
      length: truck ? 9 : 4.3,
      height: truck ? 3.2 : 1.5,
      label: truck ? 'truck' : 'car',
    });
  }

  #acceleration(driver: Driver, all: readonly Driver[]): number {
    const lane = lanes[driver.lane] as Lane;
    let gap = Number.POSITIVE_INFINITY;
    let closing = 0;
    for (const other of all) {
      if (other.lane !== driver.lane || other.s <= driver.s) continue;
      const between = other.s - driver.s - (other.length + driver.length) / 2;
      if (between < gap) [gap, closing] = [between, driver.v - other.v];
    }
    const toLine = lane.stopAt - driver.s - driver.length / 2;
    const canStop = toLine > (driver.v * driver.v) / 6;
    if (!this.#green(lane.phase) && toLine > 0 && canStop && toLine < gap) [gap, closing] = [toLine, driver.v];
    const wished = 2 + Math.max(0, driver.v * 1.2 + (driver.v * closing) / (2 * Math.sqrt(1.5 * 2.5)));
    return Math.max(-4, 1.5 * (1 - (driver.v / driver.wish) ** 4 - (wished / Math.max(0.3, gap)) ** 2));
  }

  #green(phase: 0 | 1): boolean {
    const at = this.#time % 24;
    return phase === 0 ? at < 9 : at >= 12 && at < 21;
  }
}
