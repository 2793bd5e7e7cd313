import { Path, type Point } from '../traffic/path.ts';
import { halfWidth, type Layout, type Road } from '../world/layout.ts';
import { STOP_LINE_M } from './signal-heads.ts';

export type Heading = 'east' | 'west' | 'north' | 'south';

const VECTOR: Record<Heading, Point> = { east: [1, 0], west: [-1, 0], north: [0, 1], south: [0, -1] };

/** A way over a junction and, for straight or turning traffic, where it has to wait. */
export interface Route {
  readonly path: Path;
  readonly stopLine: { readonly at: number; readonly road: 'x' | 'y' };
}

/** Ways through the crossing of two roads. Lane 0 is the one at the kerb; traffic keeps left. */
export class Junction {
  readonly #x: Road;
  readonly #y: Road;
  readonly #reach: number;

  constructor({ roads }: Layout, reach: number) {
    const [x, y] = [roads.find(({ along }) => along === 'x'), roads.find(({ along }) => along === 'y')];
    if (!x || !y) throw new Error('a junction needs two roads');
    this.#x = x;
    this.#y = y;
    this.#reach = reach;
  }

  straight(heading: Heading, lane: number): Route {
    return {
      path: new Path([this.point(heading, lane, -this.#reach), this.point(heading, lane, this.#reach)]),
      stopLine: this.#stopLine(heading),
    };
  }

  turn(from: Heading, fromLane: number, to: Heading, toLane: number, radius: number): Route {
    const [a, b] = [this.point(from, fromLane, 0), this.point(to, toLane, 0)];
    const corner: Point = VECTOR[from][0] === 0 ? [a[0], b[1]] : [b[0], a[1]];
    const way = [this.point(from, fromLane, -this.#reach), corner, this.point(to, toLane, this.#reach)];
    return { path: new Path(way, radius), stopLine: this.#stopLine(from) };
  }

  /** A point of a lane, `along` metres after the middle of the junction. */
  point(heading: Heading, lane: number, along: number): Point {
    const [dx, dy] = VECTOR[heading];
    const road = dx === 0 ? this.#y : this.#x;
    const aside = halfWidth(road) - (lane + 0.5) * road.laneWidth;
    return [this.#y.at + dx * along - dy * aside, this.#x.at + dy * along + dx * aside];
  }

  #stopLine(heading: Heading): Route['stopLine'] {
    const [own, other] = VECTOR[heading][0] === 0 ? [this.#y, this.#x] : [this.#x, this.#y];
    return { at: this.#reach - halfWidth(other) - STOP_LINE_M, road: own.along };
  }
}
