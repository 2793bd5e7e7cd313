import type { Mesh, MeshBuilder } from './mesh.ts';
import { box, ellipsoid, sideDisc, tube } from './shapes.ts';
import { SLOT } from './slots.ts';

/** A scooter of the kind every street in Jakarta is full of, without its rider. */
export function motorcycleMesh(): Mesh {
  const mesh = spokedWheel(0.62, 0.27, 0.1);
  mesh.merge(spokedWheel(-0.62, 0.27, 0.12));
  mesh.merge(ellipsoid([-0.38, 0, 0.62], [0.5, 0.16, 0.17], SLOT.paint, 10, 6));
  mesh.merge(ellipsoid([-0.3, 0, 0.82], [0.46, 0.14, 0.08], SLOT.trim, 10, 5));
  mesh.merge(box([-0.1, -0.15, 0.28], [0.34, 0.15, 0.4], SLOT.trim));
  mesh.merge(tube([0.3, 0, 0.36], [0.42, 0, 0.95], [0.17, 0.13], SLOT.paint, 8));
  mesh.merge(ellipsoid([0.46, 0, 0.72], [0.1, 0.19, 0.36], SLOT.paint, 8, 6));
  mesh.merge(tube([0.62, 0, 0.3], [0.42, 0, 0.98], [0.05, 0.06], SLOT.chrome, 6));
  mesh.merge(ellipsoid([0.6, 0, 0.52], [0.26, 0.08, 0.07], SLOT.paint, 8, 5));
  mesh.merge(ellipsoid([0.42, 0, 1.0], [0.14, 0.16, 0.11], SLOT.paint, 8, 6));
  mesh.merge(box([0.52, -0.09, 0.94], [0.57, 0.09, 1.06], SLOT.headLamp));
  mesh.merge(tube([0.36, -0.36, 1.06], [0.36, 0.36, 1.06], [0.025, 0.025], SLOT.trim, 6));
  mesh.merge(tube([0.38, 0.3, 1.06], [0.42, 0.36, 1.26], [0.012, 0.012], SLOT.trim, 4));
  mesh.merge(tube([0.38, -0.3, 1.06], [0.42, -0.36, 1.26], [0.012, 0.012], SLOT.trim, 4));
  mesh.merge(ellipsoid([0.42, 0.38, 1.28], [0.03, 0.07, 0.05], SLOT.trim, 6, 4));
  mesh.merge(ellipsoid([0.42, -0.38, 1.28], [0.03, 0.07, 0.05], SLOT.trim, 6, 4));
  mesh.merge(box([-0.92, -0.1, 0.64], [-0.86, 0.1, 0.76], SLOT.tailLamp));
  mesh.merge(box([-0.95, -0.1, 0.4], [-0.92, 0.1, 0.56], SLOT.plate));
  mesh.merge(tube([-0.2, -0.18, 0.3], [-0.8, -0.2, 0.4], [0.05, 0.06], SLOT.chrome, 7));
  return mesh.build();
}

/** A plain town bicycle, without its rider. */
export function bicycleMesh(): Mesh {
  const mesh = hoop(0.53, 0.34);
  mesh.merge(hoop(-0.53, 0.34));
  const bars: [number, number, number, number][] = [
    [-0.53, 0.34, -0.1, 0.3],
    [-0.1, 0.3, -0.22, 0.86],
    [-0.1, 0.3, 0.36, 0.8],
    [-0.2, 0.78, 0.34, 0.84],
    [-0.53, 0.34, -0.2, 0.78],
    [0.53, 0.34, 0.34, 0.98],
  ];
  for (const [x0, z0, x1, z1] of bars) mesh.merge(tube([x0, 0, z0], [x1, 0, z1], [0.022, 0.022], SLOT.paint, 6));
  mesh.merge(tube([0.34, -0.28, 1.0], [0.34, 0.28, 1.0], [0.02, 0.02], SLOT.trim, 6));
  mesh.merge(ellipsoid([-0.24, 0, 0.9], [0.14, 0.08, 0.04], SLOT.trim, 8, 4));
  mesh.merge(tube([-0.1, -0.1, 0.3], [-0.1, 0.1, 0.3], [0.08, 0.08], SLOT.chrome, 8));
  return mesh.build();
}

function spokedWheel(x: number, radius: number, width: number): MeshBuilder {
  const mesh = tube([x, -width / 2, radius], [x, width / 2, radius], [radius, radius], SLOT.tyre, 14);
  for (const side of [1, -1] as const) mesh.merge(sideDisc([x, side * (width / 2 + 0.006), radius], radius * 0.68, side, SLOT.rim));
  return mesh;
}

/** A thin ring: rim and tyre with nothing to be seen between. */
function hoop(x: number, radius: number): MeshBuilder {
  const sides = 16;
  const at = (step: number): [number, number, number] => {
    const angle = (step / sides) * 2 * Math.PI;
    return [x + Math.cos(angle) * (radius - 0.02), 0, radius + Math.sin(angle) * (radius - 0.02)];
  };
  const mesh = tube(at(0), at(1), [0.024, 0.024], SLOT.tyre, 5);
  for (let step = 1; step < sides; step++) mesh.merge(tube(at(step), at(step + 1), [0.024, 0.024], SLOT.tyre, 5));
  for (let step = 0; step < sides; step += 2) mesh.merge(tube([x, 0, radius], at(step), [0.006, 0.006], SLOT.rim, 3));
  return mesh;
}
