import type { Vec3 } from '../render/vec.ts';
import type { MeshBuilder, Mesh } from './mesh.ts';
import { box, loft } from './shapes.ts';
import { SLOT } from './slots.ts';
import { wheel } from './wheels.ts';

export type BigVehicle = 'bus' | 'minibus' | 'box-truck' | 'flatbed';

/** Length and width on the ground, metres. */
export const BIG_SIZE: Record<BigVehicle, readonly [number, number]> = {
  bus: [10.8, 2.5],
  minibus: [6.6, 2.1],
  'box-truck': [6.9, 2.2],
  flatbed: [6.6, 2.15],
};

export function bigVehicleMesh(kind: BigVehicle): Mesh {
  switch (kind) {
    case 'bus':
      return busMesh(10.8, 2.5, 3.1, 1.25, 0.5, 7);
    case 'minibus':
      return busMesh(6.6, 2.1, 2.65, 1.15, 0.42, 4);
    case 'box-truck':
      return truckMesh(6.9, 2.2, true);
    case 'flatbed':
      return truckMesh(6.6, 2.15, false);
  }
}

/** A skin with rounded edges between x0 and x1. */
function hull(x0: number, x1: number, width: number, bottom: number, top: number, slot: number, noseIn = 0.06): MeshBuilder {
  const ring = (x: number, inset: number): Vec3[] => {
    const half = width / 2 - inset;
    const right: Vec3[] = [
      [x, -half * 0.97, bottom + inset],
      [x, -half, bottom + 0.15 + inset],
      [x, -half, (bottom + top) / 2],
      [x, -half * 0.985, top - 0.22 - inset],
      [x, -half * 0.86, top - 0.04 - inset],
    ];
    return [...right, [x, 0, top - inset], ...right.toReversed().map(([px, y, z]): Vec3 => [px, -y, z])];
  };
  return loft([ring(x0, noseIn), ring(x0 + noseIn, 0), ring(x1 - noseIn * 2, 0), ring(x1, noseIn)], () => slot, [slot, slot]);
}

function busMesh(length: number, width: number, height: number, sill: number, wheelRadius: number, windows: number): Mesh {
  const rear = -length / 2;
  const front = length / 2;
  const half = width / 2;
  const mesh = hull(rear, front, width, 0.3, height, SLOT.paint);
  const glassTop = height - 0.5;
  const span = (length - 1.5) / windows;
  for (const side of [1, -1] as const) {
    const y = side * (half + 0.006);
    for (let i = 0; i < windows; i++) {
      const x0 = rear + 0.5 + i * span;
      addSide(mesh, side, y, x0, x0 + span - 0.12, sill, glassTop, SLOT.glass);
    }
    addSide(mesh, side, y, front - 0.95, front - 0.2, sill - 0.35, glassTop, SLOT.glass);
    addSide(mesh, side, y, rear + 0.3, front - 1.1, 0.62, sill - 0.32, SLOT.second);
    for (const x of [rear + length * 0.24, front - length * 0.24]) mesh.merge(wheel(x, half, wheelRadius, side, 0.3));
    const [m0, m1] = side === 1 ? [half, half + 0.25] : [-half - 0.25, -half];
    mesh.merge(box([front - 0.15, m0, glassTop - 0.55], [front - 0.02, m1, glassTop - 0.15], SLOT.trim));
    const [l0, l1] = side === 1 ? [half - 0.55, half - 0.15] : [0.15 - half, 0.55 - half];
    mesh.merge(box([front - 0.08, l0, 0.72], [front + 0.015, l1, 0.92], SLOT.headLamp));
    mesh.merge(box([rear - 0.015, l0, 0.8], [rear + 0.08, l1, 1.1], SLOT.tailLamp));
  }
  mesh.merge(box([front - 0.05, -half + 0.14, sill - 0.1], [front + 0.012, half - 0.14, glassTop + 0.02], SLOT.glass));
  mesh.merge(box([front - 0.05, -half + 0.4, glassTop + 0.1], [front + 0.014, half - 0.4, glassTop + 0.34], SLOT.trim));
  mesh.merge(box([front - 0.05, -0.5, 0.5], [front + 0.02, 0.5, 0.66], SLOT.plate));
  mesh.merge(box([rear - 0.012, -half + 0.3, sill + 0.1], [rear + 0.05, half - 0.3, glassTop], SLOT.glass));
  mesh.merge(box([rear - 0.016, -0.4, 0.55], [rear + 0.05, 0.4, 0.7], SLOT.plate));
  mesh.merge(box([rear + length * 0.3, -half * 0.5, height - 0.02], [rear + length * 0.5, half * 0.5, height + 0.16], SLOT.second));
  return mesh.build(40);
}

function addSide(mesh: MeshBuilder, side: 1 | -1, y: number, x0: number, x1: number, z0: number, z1: number, slot: number): void {
  if (side === -1) mesh.quad([x0, y, z0], [x1, y, z0], [x1, y, z1], [x0, y, z1], slot);
  else mesh.quad([x1, y, z0], [x0, y, z0], [x0, y, z1], [x1, y, z1], slot);
}

function truckMesh(length: number, width: number, boxed: boolean): Mesh {
  const rear = -length / 2;
  const front = length / 2;
  const half = width / 2;
  const cabRear = front - 1.75;
  const mesh = hull(cabRear, front, width - 0.15, 0.45, 2.35, SLOT.paint, 0.1);
  const cabHalf = (width - 0.15) / 2;
  mesh.merge(box([front - 0.06, -cabHalf + 0.12, 1.38], [front + 0.012, cabHalf - 0.12, 2.1], SLOT.glass));
  mesh.merge(box([front - 0.06, -cabHalf + 0.35, 0.8], [front + 0.012, cabHalf - 0.35, 1.12], SLOT.trim));
  mesh.merge(box([front - 0.06, -cabHalf + 0.02, 0.48], [front + 0.05, cabHalf - 0.02, 0.72], SLOT.trim));
  for (const side of [1, -1] as const) {
    addSide(mesh, side, side * (cabHalf + 0.006), front - 1.25, front - 0.35, 1.4, 2.08, SLOT.glass);
    const [l0, l1] = side === 1 ? [cabHalf - 0.4, cabHalf - 0.08] : [0.08 - cabHalf, 0.4 - cabHalf];
    mesh.merge(box([front - 0.08, l0, 0.78], [front + 0.018, l1, 0.98], SLOT.headLamp));
    mesh.merge(box([rear - 0.02, l0, 0.72], [rear + 0.05, l1, 0.92], SLOT.tailLamp));
    const [m0, m1] = side === 1 ? [cabHalf, cabHalf + 0.22] : [-cabHalf - 0.22, -cabHalf];
    mesh.merge(box([front - 0.25, m0, 1.5], [front - 0.14, m1, 1.95], SLOT.trim));
    for (const x of [rear + 1.25, front - 0.85]) mesh.merge(wheel(x, half - 0.04, 0.44, side, 0.32, x > 0));
  }
  mesh.merge(box([rear + 0.1, -0.45, 0.55], [cabRear + 0.2, 0.45, 0.85], SLOT.trim));
  if (boxed) mesh.merge(box([rear, -half, 0.92], [cabRear - 0.12, half, 3.05], SLOT.second));
  else addBed(mesh, rear, cabRear - 0.1, half);
  return mesh.build(40);
}

/** Drop sides and a load under a sheet. */
function addBed(mesh: MeshBuilder, rear: number, front: number, half: number): void {
  mesh.merge(box([rear, -half, 0.88], [front, half, 1.0], SLOT.trim));
  mesh.merge(box([rear, -half, 1.0], [front, -half + 0.06, 1.5], SLOT.second));
  mesh.merge(box([rear, half - 0.06, 1.0], [front, half, 1.5], SLOT.second));
  mesh.merge(box([rear, -half, 1.0], [rear + 0.06, half, 1.5], SLOT.second));
  mesh.merge(box([front - 0.08, -half, 1.0], [front, half, 2.2], SLOT.second));
  mesh.merge(box([rear + 0.25, -half + 0.15, 1.0], [front - 0.35, half - 0.15, 1.78], SLOT.chrome));
}
