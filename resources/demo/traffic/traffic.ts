import { sizeOf, type VehicleKind } from '../cast.ts';
import { contactPoint, covers, type Footprint, overlapOf } from './footprint.ts';
import { Path, type Point } from './path.ts';
import { aspectAt, type SignalPlan } from './signals.ts';
import { collide, slide, type Wreck } from './wreck.ts';

/** One vehicle's part in a scene. */
export interface Trip {
  readonly kind: VehicleKind;
  readonly path: Path;
  /** When it enters at the start of its path, seconds. */
  readonly enterS: number;
  /** What it likes to drive, m/s. */
  readonly speed: number;
  /** Where on the path its front must wait while the road's signal is red. */
  readonly stopLine?: { readonly at: number; readonly road: 'x' | 'y' };
  /** From when to when the driver looks at nothing: no signal, no car ahead. */
  readonly blind?: readonly [from: number, to: number];
  /** Makes it brake to a stand between these times (a queue ahead that the camera does not see). */
  readonly halt?: readonly [from: number, to: number];
  /** After a crash: when it drives off, and where to. Without, it stays until the end. */
  readonly leaves?: { readonly atS: number; readonly way: (from: { x: number; y: number; yaw: number }) => readonly Point[] };
}

/** Where a vehicle is at a moment. */
export interface VehicleState {
  readonly trip: number;
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly speed: number;
  readonly pitch: number;
  readonly braking: boolean;
}

export interface Crash {
  readonly timeS: number;
  readonly x: number;
  readonly y: number;
  readonly trips: readonly [number, number];
  /** m/s, along the line of the blow. */
  readonly closingSpeed: number;
}

export interface TrafficRecord {
  readonly stepS: number;
  /** States of all vehicles present, every `stepS` seconds from 0. */
  readonly states: readonly (readonly VehicleState[])[];
  readonly crashes: readonly Crash[];
}

const STEP_S = 0.05;
const ACCELERATION = 1.8;
const BRAKING = 2.6;
const HARDEST = 8;
const GAP_M = 2.2;
const HEADWAY_S = 1.3;
const LOOK_AHEAD_M = 42;

/** With driver and load. */
const MASS_KG: Record<VehicleKind, number> = {
  sedan: 1350,
  hatch: 980,
  mpv: 1500,
  suv: 2250,
  pickup: 2300,
  van: 1700,
  bus: 13_000,
  minibus: 6500,
  'box-truck': 7500,
  flatbed: 7000,
  motorcycle: 190,
  bicycle: 90,
};

interface Vehicle {
  readonly trip: Trip;
  readonly index: number;
  readonly length: number;
  readonly width: number;
  readonly wheelbase: number;
  path: Path;
  s: number;
  speed: number;
  acceleration: number;
  wreck: Wreck | null;
  crashed: boolean;
  print: Footprint;
}

/** Drives every trip from 0 to `seconds`. The same trips give the same record. */
export function driveTraffic(trips: readonly Trip[], plan: SignalPlan, seconds: number): TrafficRecord {
  const present: Vehicle[] = [];
  const states: VehicleState[][] = [];
  const crashes: Crash[] = [];
  for (let step = 0; step * STEP_S <= seconds; step++) {
    const timeS = step * STEP_S;
    for (const [index, trip] of trips.entries()) {
      if (Math.round(trip.enterS / STEP_S) === step) present.push(enter(trip, index));
    }
    for (const vehicle of present) if (!vehicle.wreck) vehicle.acceleration = decide(vehicle, present, plan, timeS);
    for (const vehicle of present) move(vehicle, timeS);
    crashes.push(...findCrashes(present, timeS));
    for (let i = present.length - 1; i >= 0; i--) if (hasLeft(present[i] as Vehicle)) present.splice(i, 1);
    states.push(present.map(stateOf));
  }
  return { stepS: STEP_S, states, crashes };
}

function enter(trip: Trip, index: number): Vehicle {
  const [length, width] = sizeOf(trip.kind);
  const wheelbase = length * 0.6;
  const speed = Math.min(trip.speed, trip.path.speedLimit(0));
  const print = { ...trip.path.pose(0, wheelbase), length, width };
  return { trip, index, length, width, wheelbase, path: trip.path, s: 0, speed, acceleration: 0, wreck: null, crashed: false, print };
}

const hasLeft = ({ s, path, wreck, length }: Vehicle): boolean => !wreck && s > path.length - length / 2;

/** The Intelligent Driver Model (Treiber, 2000) towards whatever is nearest ahead: a vehicle in the way, a red signal, a queue. */
function decide(vehicle: Vehicle, present: readonly Vehicle[], plan: SignalPlan, timeS: number): number {
  const { trip, speed } = vehicle;
  const wanted = Math.min(vehicle.crashed ? 3.5 : trip.speed, vehicle.path.speedLimit(vehicle.s + speed * 0.3));
  const free = 1 - (speed / Math.max(0.1, wanted)) ** 4;
  const isBlind = trip.blind !== undefined && timeS >= trip.blind[0] && timeS < trip.blind[1];
  if (isBlind) return limit(ACCELERATION * free);
  let strongest = 0;
  const consider = (gap: number, theirSpeed: number): void => {
    const desired = GAP_M + Math.max(0, speed * HEADWAY_S + (speed * (speed - theirSpeed)) / (2 * Math.sqrt(ACCELERATION * BRAKING)));
    strongest = Math.max(strongest, (desired / Math.max(0.2, gap)) ** 2);
  };
  const ahead = nearestAhead(vehicle, present);
  if (ahead) consider(ahead.gap, ahead.speed);
  const line = stopDistance(vehicle, plan, timeS);
  if (line !== null) consider(line + GAP_M - 0.4, 0);
  if (trip.halt && timeS >= trip.halt[0] && timeS < trip.halt[1]) return speed > 0.2 ? -3.2 : -speed / STEP_S;
  return limit(ACCELERATION * (free - strongest));
}

const limit = (acceleration: number): number => Math.max(-HARDEST, Math.min(ACCELERATION, acceleration));

/** Metres to the line at which the vehicle has to wait, or null. */
function stopDistance(vehicle: Vehicle, plan: SignalPlan, timeS: number): number | null {
  const { stopLine } = vehicle.trip;
  if (!stopLine || vehicle.crashed) return null;
  const left = stopLine.at - (vehicle.s + vehicle.length / 2);
  const aspect = aspectAt(plan, stopLine.road, timeS);
  if (left < -0.8 || aspect === 'green') return null;
  const canStop = vehicle.speed ** 2 / (2 * 3.4) < left + 0.5;
  return canStop || aspect === 'red' ? Math.max(0, left) : null;
}

/** Looks along the own path for the first vehicle whose outline reaches into it. */
function nearestAhead(vehicle: Vehicle, present: readonly Vehicle[]): { gap: number; speed: number } | null {
  const reach = Math.min(LOOK_AHEAD_M, 8 + vehicle.speed * 3.2);
  const near = present.filter(
    (other) => other !== vehicle && Math.hypot(other.print.x - vehicle.print.x, other.print.y - vehicle.print.y) < reach + 8,
  );
  for (let along = vehicle.length / 2 + 0.1; along < reach; along += 0.8) {
    const [x, y] = vehicle.path.at(vehicle.s + along);
    for (const other of near) {
      if (!covers(other.print, x, y, vehicle.width / 2 + 0.12)) continue;
      const turn = Math.cos(other.print.yaw - vehicle.print.yaw);
      const theirs = other.wreck ? 0 : other.speed * Math.max(0, turn);
      return { gap: along - vehicle.length / 2, speed: theirs };
    }
  }
  return null;
}

function move(vehicle: Vehicle, timeS: number): void {
  const { wreck, trip } = vehicle;
  if (wreck) {
    slide(wreck, STEP_S);
    vehicle.print = { x: wreck.x, y: wreck.y, yaw: wreck.yaw, length: vehicle.length, width: vehicle.width };
    vehicle.speed = Math.hypot(wreck.vx, wreck.vy);
    if (trip.leaves && timeS >= trip.leaves.atS) driveOff(vehicle);
    return;
  }
  vehicle.speed = Math.max(0, vehicle.speed + vehicle.acceleration * STEP_S);
  vehicle.s += vehicle.speed * STEP_S;
  vehicle.print = { ...vehicle.path.pose(vehicle.s, vehicle.wheelbase), length: vehicle.length, width: vehicle.width };
}

function driveOff(vehicle: Vehicle): void {
  const { trip, wreck, wheelbase } = vehicle;
  if (!trip.leaves || !wreck) return;
  const [c, s] = [Math.cos(wreck.yaw), Math.sin(wreck.yaw)];
  const behind: Point = [wreck.x - c * wheelbase, wreck.y - s * wheelbase];
  vehicle.path = new Path([behind, ...trip.leaves.way(wreck)]);
  vehicle.s = wheelbase;
  vehicle.speed = 0;
  vehicle.wreck = null;
  vehicle.crashed = true;
}

function findCrashes(present: readonly Vehicle[], timeS: number): Crash[] {
  const found: Crash[] = [];
  for (const [i, a] of present.entries()) {
    for (const b of present.slice(i + 1)) {
      if (Math.hypot(a.print.x - b.print.x, a.print.y - b.print.y) > (a.length + b.length) / 2 + 1) continue;
      if (a.wreck && b.wreck) {
        collide(a.wreck, b.wreck);
        continue;
      }
      if (a.crashed || b.crashed || !overlapOf(a.print, b.print)) continue;
      const [x, y] = contactPoint(a.print, b.print);
      a.wreck = wreckOf(a);
      b.wreck = wreckOf(b);
      const { closing } = collide(a.wreck, b.wreck);
      found.push({ timeS, x, y, trips: [a.index, b.index], closingSpeed: closing });
    }
  }
  return found;
}

function wreckOf(vehicle: Vehicle): Wreck {
  if (vehicle.wreck) return vehicle.wreck;
  const { print, speed } = vehicle;
  return { ...print, vx: Math.cos(print.yaw) * speed, vy: Math.sin(print.yaw) * speed, spin: 0, massKg: MASS_KG[vehicle.trip.kind] };
}

function stateOf({ index, print, speed, acceleration, wreck }: Vehicle): VehicleState {
  const felt = wreck ? 0 : acceleration;
  return {
    trip: index,
    x: print.x,
    y: print.y,
    yaw: print.yaw,
    speed,
    pitch: felt * 0.0045,
    braking: wreck ? true : felt < -0.6 || speed < 0.15,
  };
}
