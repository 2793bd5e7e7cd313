import { contactPoint, type Footprint, overlapOf } from './footprint.ts';

/** A car that has lost its path and slides: a rigid body on the ground. */
export interface Wreck extends Footprint {
  x: number;
  y: number;
  yaw: number;
  vx: number;
  vy: number;
  /** Radians per second. */
  spin: number;
  readonly massKg: number;
}

const GRAVITY = 9.81;
/** Tyres sliding sideways, and rolling with the brakes half on. */
const GRIP_ACROSS = 0.75;
const GRIP_ALONG = 0.62;
/** Cars hardly bounce: most of the blow goes into sheet metal. */
const BOUNCE = 0.05;
const SPIN_LOSS = 3.2;

/** Moves a wreck on for `dt` seconds: tyres slow it along, across and in its turning. */
export function slide(wreck: Wreck, dt: number): void {
  const [c, s] = [Math.cos(wreck.yaw), Math.sin(wreck.yaw)];
  const along = towardsZero(wreck.vx * c + wreck.vy * s, GRIP_ALONG * GRAVITY * dt);
  const across = towardsZero(wreck.vy * c - wreck.vx * s, GRIP_ACROSS * GRAVITY * dt);
  wreck.vx = along * c - across * s;
  wreck.vy = along * s + across * c;
  wreck.spin = towardsZero(wreck.spin, SPIN_LOSS * dt);
  wreck.x += wreck.vx * dt;
  wreck.y += wreck.vy * dt;
  wreck.yaw += wreck.spin * dt;
}

const towardsZero = (value: number, step: number): number => Math.sign(value) * Math.max(0, Math.abs(value) - step);

/**
 * Exchanges the blow of two overlapping wrecks and pushes them apart.
 * @returns the closing speed at the contact in m/s (0 when they do not touch) and where they touch.
 */
export function collide(a: Wreck, b: Wreck): { closing: number; x: number; y: number } {
  const overlap = overlapOf(a, b);
  if (!overlap) return { closing: 0, x: 0, y: 0 };
  const { nx, ny, depth } = overlap;
  const [px, py] = contactPoint(a, b);
  const [ax, ay, bx, by] = [px - a.x, py - a.y, px - b.x, py - b.y];
  const closing = (a.vx - a.spin * ay - b.vx + b.spin * by) * nx + (a.vy + a.spin * ax - b.vy - b.spin * bx) * ny;
  if (closing > 0) {
    const leverA = ax * ny - ay * nx;
    const leverB = bx * ny - by * nx;
    const yielding = 1 / a.massKg + 1 / b.massKg + leverA ** 2 / inertia(a) + leverB ** 2 / inertia(b);
    const blow = ((1 + BOUNCE) * closing) / yielding;
    push(a, -blow, nx, ny, leverA);
    push(b, blow, nx, ny, leverB);
  }
  // Sheet metal gives way by a hand's breadth; the rest is pushed apart.
  const apart = Math.max(0, depth - 0.12) / 2;
  a.x -= nx * apart;
  a.y -= ny * apart;
  b.x += nx * apart;
  b.y += ny * apart;
  return { closing: Math.max(0, closing), x: px, y: py };
}

const inertia = ({ massKg, length, width }: Wreck): number => (massKg * (length ** 2 + width ** 2)) / 12;

function push(wreck: Wreck, blow: number, nx: number, ny: number, lever: number): void {
  wreck.vx += (blow * nx) / wreck.massKg;
  wreck.vy += (blow * ny) / wreck.massKg;
  wreck.spin += (blow * lever) / inertia(wreck);
}
