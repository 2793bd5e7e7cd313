import type { Vec3 } from '../render/vec.ts';
import type { MeshBuilder, Mesh } from './mesh.ts';
import { box, loft } from './shapes.ts';
import { SLOT } from './slots.ts';
import { wheel } from './wheels.ts';

export type CarBody = 'sedan' | 'hatch' | 'mpv' | 'suv' | 'pickup' | 'van';

/** Cross-section of a body: [x, bottom, belt, top, half-width low, at belt, at roof edge, what lies between here and the next]. */
type Station = readonly [x: number, bottom: number, belt: number, top: number, low: number, belt: number, roof: number, next: Part];
/** b body, s sloped screen, w side windows, p pillar. */
type Part = 'b' | 's' | 'w' | 'p';

interface Style {
  readonly stations: readonly Station[];
  readonly wheels: readonly [rear: number, front: number];
  readonly wheelRadius: number;
  readonly lampHeights: readonly [tail: number, head: number];
}

const STYLES: Record<CarBody, Style> = {
  sedan: {
    stations: [
      [-2.27, 0.42, 0.78, 0.82, 0.7, 0.64, 0.58, 'b'],
      [-2.16, 0.28, 0.94, 0.99, 0.84, 0.78, 0.7, 'b'],
      [-1.62, 0.22, 0.98, 1.03, 0.87, 0.81, 0.74, 's'],
      [-0.92, 0.2, 0.95, 1.4, 0.875, 0.82, 0.62, 'p'],
      [-0.8, 0.2, 0.95, 1.42, 0.875, 0.82, 0.62, 'w'],
      [-0.12, 0.2, 0.93, 1.45, 0.875, 0.82, 0.62, 'p'],
      [-0.02, 0.2, 0.93, 1.45, 0.875, 0.82, 0.62, 'w'],
      [0.42, 0.2, 0.92, 1.43, 0.875, 0.82, 0.62, 's'],
      [1.18, 0.2, 0.9, 0.95, 0.875, 0.8, 0.74, 'b'],
      [1.95, 0.22, 0.8, 0.84, 0.86, 0.78, 0.68, 'b'],
      [2.18, 0.28, 0.68, 0.73, 0.82, 0.72, 0.62, 'b'],
      [2.28, 0.36, 0.58, 0.61, 0.68, 0.6, 0.5, 'b'],
    ],
    wheels: [-1.38, 1.36],
    wheelRadius: 0.32,
    lampHeights: [0.8, 0.64],
  },
  hatch: {
    stations: [
      [-1.88, 0.42, 0.9, 0.95, 0.7, 0.66, 0.56, 'b'],
      [-1.8, 0.28, 0.95, 1.06, 0.83, 0.78, 0.62, 's'],
      [-1.5, 0.22, 0.96, 1.42, 0.85, 0.8, 0.6, 'p'],
      [-1.28, 0.2, 0.95, 1.47, 0.85, 0.8, 0.61, 'w'],
      [-0.38, 0.2, 0.93, 1.51, 0.85, 0.8, 0.62, 'p'],
      [-0.28, 0.2, 0.93, 1.51, 0.85, 0.8, 0.62, 'w'],
      [0.38, 0.2, 0.92, 1.47, 0.85, 0.8, 0.62, 's'],
      [1.12, 0.2, 0.92, 0.98, 0.85, 0.78, 0.72, 'b'],
      [1.66, 0.22, 0.82, 0.87, 0.83, 0.74, 0.66, 'b'],
      [1.84, 0.28, 0.7, 0.74, 0.78, 0.68, 0.58, 'b'],
      [1.92, 0.36, 0.58, 0.62, 0.64, 0.58, 0.48, 'b'],
    ],
    wheels: [-1.22, 1.22],
    wheelRadius: 0.3,
    lampHeights: [0.88, 0.66],
  },
  mpv: {
    stations: [
      [-2.17, 0.42, 1.0, 1.05, 0.7, 0.68, 0.6, 'b'],
      [-2.1, 0.28, 1.02, 1.16, 0.83, 0.8, 0.66, 's'],
      [-1.86, 0.24, 1.02, 1.6, 0.85, 0.82, 0.65, 'p'],
      [-1.76, 0.22, 1.01, 1.64, 0.85, 0.82, 0.66, 'w'],
      [-0.98, 0.22, 1, 1.68, 0.85, 0.82, 0.67, 'p'],
      [-0.9, 0.22, 1, 1.68, 0.85, 0.82, 0.67, 'w'],
      [-0.1, 0.22, 0.99, 1.68, 0.85, 0.82, 0.67, 'p'],
      [0, 0.22, 0.99, 1.67, 0.85, 0.82, 0.67, 'w'],
      [0.66, 0.22, 0.98, 1.6, 0.85, 0.82, 0.66, 's'],
      [1.36, 0.22, 0.98, 1.04, 0.85, 0.78, 0.72, 'b'],
      [1.94, 0.24, 0.88, 0.93, 0.83, 0.74, 0.66, 'b'],
      [2.12, 0.3, 0.74, 0.78, 0.78, 0.68, 0.58, 'b'],
      [2.2, 0.38, 0.6, 0.64, 0.64, 0.58, 0.48, 'b'],
    ],
    wheels: [-1.34, 1.36],
    wheelRadius: 0.32,
    lampHeights: [0.98, 0.7],
  },
  suv: {
    stations: [
      [-2.3, 0.5, 1.05, 1.1, 0.76, 0.72, 0.62, 'b'],
      [-2.22, 0.36, 1.1, 1.24, 0.91, 0.86, 0.72, 's'],
      [-1.92, 0.3, 1.1, 1.7, 0.93, 0.88, 0.7, 'p'],
      [-1.78, 0.28, 1.1, 1.74, 0.93, 0.88, 0.71, 'w'],
      [-1.02, 0.28, 1.09, 1.78, 0.93, 0.88, 0.72, 'p'],
      [-0.9, 0.28, 1.09, 1.78, 0.93, 0.88, 0.72, 'w'],
      [-0.1, 0.28, 1.08, 1.78, 0.93, 0.88, 0.72, 'p'],
      [0, 0.28, 1.08, 1.77, 0.93, 0.88, 0.72, 'w'],
      [0.52, 0.28, 1.07, 1.72, 0.93, 0.88, 0.71, 's'],
      [1.12, 0.28, 1.07, 1.13, 0.93, 0.86, 0.8, 'b'],
      [2.0, 0.3, 1.0, 1.05, 0.92, 0.84, 0.76, 'b'],
      [2.24, 0.36, 0.86, 0.9, 0.88, 0.78, 0.68, 'b'],
      [2.32, 0.44, 0.7, 0.74, 0.74, 0.66, 0.56, 'b'],
    ],
    wheels: [-1.42, 1.4],
    wheelRadius: 0.37,
    lampHeights: [1.0, 0.82],
  },
  pickup: {
    stations: [
      [-2.6, 0.5, 0.98, 1.0, 0.88, 0.88, 0.86, 'b'],
      [-2.55, 0.42, 1.0, 1.02, 0.91, 0.9, 0.88, 'b'],
      [-0.98, 0.34, 1.03, 1.05, 0.91, 0.88, 0.84, 's'],
      [-0.8, 0.32, 1.04, 1.66, 0.91, 0.86, 0.7, 'p'],
      [-0.66, 0.32, 1.04, 1.7, 0.91, 0.86, 0.7, 'w'],
      [0.04, 0.32, 1.03, 1.74, 0.91, 0.86, 0.7, 'p'],
      [0.14, 0.32, 1.03, 1.74, 0.91, 0.86, 0.7, 'w'],
      [0.72, 0.32, 1.02, 1.68, 0.91, 0.86, 0.7, 's'],
      [1.36, 0.32, 1.02, 1.08, 0.91, 0.84, 0.78, 'b'],
      [2.24, 0.34, 0.96, 1.0, 0.9, 0.82, 0.74, 'b'],
      [2.5, 0.4, 0.82, 0.86, 0.86, 0.76, 0.66, 'b'],
      [2.58, 0.46, 0.66, 0.7, 0.72, 0.64, 0.54, 'b'],
    ],
    wheels: [-1.6, 1.55],
    wheelRadius: 0.38,
    lampHeights: [0.86, 0.8],
  },
  van: {
    stations: [
      [-2.15, 0.45, 1.05, 1.1, 0.74, 0.72, 0.64, 'b'],
      [-2.1, 0.32, 1.06, 1.22, 0.8, 0.78, 0.7, 's'],
      [-1.98, 0.28, 1.06, 1.82, 0.81, 0.79, 0.69, 'p'],
      [-1.86, 0.26, 1.06, 1.86, 0.81, 0.79, 0.7, 'w'],
      [-0.9, 0.26, 1.06, 1.9, 0.81, 0.79, 0.7, 'p'],
      [-0.8, 0.26, 1.06, 1.9, 0.81, 0.79, 0.7, 'w'],
      [0.25, 0.26, 1.06, 1.9, 0.81, 0.79, 0.7, 'p'],
      [0.37, 0.26, 1.06, 1.89, 0.81, 0.79, 0.7, 'w'],
      [1.1, 0.26, 1.04, 1.8, 0.81, 0.79, 0.69, 's'],
      [1.74, 0.26, 1.02, 1.08, 0.81, 0.77, 0.7, 'b'],
      [2.02, 0.28, 0.86, 0.92, 0.8, 0.74, 0.66, 'b'],
      [2.12, 0.36, 0.66, 0.7, 0.7, 0.66, 0.56, 'b'],
    ],
    wheels: [-1.3, 1.4],
    wheelRadius: 0.29,
    lampHeights: [0.95, 0.72],
  },
};

/** Length and width on the ground, metres. */
export const CAR_SIZE: Record<CarBody, readonly [number, number]> = {
  sedan: [4.55, 1.75],
  hatch: [3.8, 1.7],
  mpv: [4.37, 1.7],
  suv: [4.62, 1.86],
  pickup: [5.18, 1.82],
  van: [4.27, 1.62],
};

/** A car with its nose along x, standing on z = 0, middle over the origin. */
export function carMesh(body: CarBody): Mesh {
  const style = STYLES[body];
  const mesh = loft(style.stations.map(ringOf), (section, point) => slotOf(style.stations, section, point), [SLOT.paint, SLOT.paint]);
  const widest = Math.max(...style.stations.map((station) => station[4]));
  for (const x of style.wheels) for (const side of [1, -1] as const) mesh.merge(wheel(x, widest, style.wheelRadius, side));
  addFittings(mesh, style);
  if (body === 'pickup') mesh.merge(box([-2.5, -0.78, 1.0], [-1.02, 0.78, 1.1], SLOT.trim));
  return mesh.build(38);
}

/** From the right sill over the roof to the left sill. */
function ringOf([x, bottom, belt, top, low, atBelt, roof]: Station): Vec3[] {
  const tall = belt - bottom;
  const edge = top - (top - belt) * 0.1;
  const right: Vec3[] = [
    [x, -low * 0.93, bottom],
    [x, -low, bottom + tall * 0.2],
    [x, -low, bottom + tall * 0.7],
    [x, -atBelt, belt],
    [x, -roof, edge],
    [x, -roof * 0.84, top],
  ];
  return [...right, [x, 0, top + 0.03], ...right.toReversed().map(([px, y, z]): Vec3 => [px, -y, z])];
}

function slotOf(stations: readonly Station[], section: number, point: number): number {
  const part = stations[section]?.[7] ?? 'b';
  const fromRight = Math.min(point, 11 - point);
  if (point === 12) return SLOT.trim;
  if (fromRight === 0) return SLOT.trim;
  if (part === 's' && fromRight === 5) return SLOT.glass;
  if (fromRight === 3) return part === 'w' ? SLOT.glass : part === 'b' ? SLOT.paint : part === 'p' ? SLOT.trim : SLOT.paint;
  return SLOT.paint;
}

function addFittings(mesh: MeshBuilder, { stations, lampHeights: [tail, head] }: Style): void {
  const rear = stations[0] as Station;
  const front = stations.at(-1) as Station;
  const shoulder = stations[1] as Station;
  const nose = stations.at(-2) as Station;
  for (const side of [1, -1]) {
    const y = (from: number, to: number): [number, number] => (side === 1 ? [from, to] : [-to, -from]);
    const [h0, h1] = y(nose[4] - 0.42, nose[4] - 0.03);
    mesh.merge(box([nose[0] - 0.1, h0, head - 0.07], [front[0] - 0.03, h1, head + 0.07], SLOT.headLamp));
    const [t0, t1] = y(shoulder[4] - 0.3, shoulder[4] - 0.02);
    mesh.merge(box([rear[0] + 0.02, t0, tail - 0.1], [shoulder[0] + 0.06, t1, tail + 0.1], SLOT.tailLamp));
    const screen = stations.findLast((station) => station[7] === 's') as Station;
    const [m0, m1] = y(screen[5] + 0.02, screen[5] + 0.2);
    mesh.merge(box([screen[0] + 0.42, m0, screen[2] + 0.02], [screen[0] + 0.54, m1, screen[2] + 0.16], SLOT.paint));
  }
  addSeams(mesh, stations);
  mesh.merge(box([front[0] - 0.08, -0.46, head - 0.11], [front[0] + 0.012, 0.46, head + 0.06], SLOT.trim));
  mesh.merge(box([front[0] - 0.03, -0.07, head - 0.05], [front[0] + 0.02, 0.07, head + 0.03], SLOT.chrome));
  mesh.merge(box([front[0] - 0.03, -0.22, head - 0.24], [front[0] + 0.03, 0.22, head - 0.13], SLOT.plate));
  mesh.merge(box([front[0] - 0.12, -0.6, front[1] - 0.12], [front[0] + 0.015, 0.6, head - 0.27], SLOT.trim));
  mesh.merge(box([rear[0] - 0.02, -0.22, tail - 0.16], [rear[0] + 0.05, 0.22, tail - 0.04], SLOT.plate));
  mesh.merge(box([rear[0] - 0.01, -0.6, rear[1]], [rear[0] + 0.05, 0.6, rear[1] + 0.1], SLOT.trim));
}

/** The dark lines between doors, wings and bonnet, and the door handles. */
function addSeams(mesh: MeshBuilder, stations: readonly Station[]): void {
  const cabin = stations.filter((station) => station[7] === 'p');
  const screen = stations.findLast((station) => station[7] === 's') as Station;
  const cowl = stations[stations.indexOf(screen) + 1] as Station;
  for (const side of [1, -1]) {
    const y = (depth: number, low: number): [number, number] => (side === 1 ? [low - depth, low + 0.008] : [-low - 0.008, depth - low]);
    for (const [x, , belt, , low] of [...cabin.slice(-2), screen] as Station[]) {
      const [y0, y1] = y(0.02, low);
      mesh.merge(box([x - 0.018, y0, 0.34], [x + 0.018, y1, belt - 0.16], SLOT.trim));
      mesh.merge(box([x - 0.34, y0, belt - 0.24], [x - 0.16, y1 + side * 0.02, belt - 0.2], SLOT.trim));
    }
    const [b0, b1] = side === 1 ? [cowl[6] - 0.05, cowl[6] - 0.02] : [0.02 - cowl[6], 0.05 - cowl[6]];
    const nose = stations.at(-3) as Station;
    mesh.quad(
      [cowl[0], b0, cowl[3] + 0.012],
      [nose[0], b0 - side * 0.06, nose[3] + 0.012],
      [nose[0], b1 - side * 0.06, nose[3] + 0.012],
      [cowl[0], b1, cowl[3] + 0.012],
      SLOT.trim,
    );
  }
  mesh.merge(box([cowl[0] - 0.1, -cowl[6] * 0.85, cowl[3] - 0.02], [cowl[0] + 0.05, cowl[6] * 0.85, cowl[3] + 0.035], SLOT.trim));
}
