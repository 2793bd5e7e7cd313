import { between, pick, type Random } from '../random.ts';
import { type Mesh, MeshBuilder } from '../mesh/mesh.ts';
import { box, ellipsoid, tube } from '../mesh/shapes.ts';
import type { Instance, Pose } from '../render/instance.ts';
import type { Material, MaterialTable } from '../render/material.ts';
import { srgb } from '../render/material.ts';
import { facade, foliage, STREET } from './materials.ts';

/** Puts a mesh into the standing world. */
export function stand(materials: MaterialTable, mesh: Mesh, painted: readonly Material[], pose: Pose, object = 0): Instance {
  return { mesh, pose, palette: materials.palette(painted), object };
}

/** One flat square of ground, large enough to reach the horizon. */
export function groundMesh(reach = 260): Mesh {
  return new MeshBuilder().quad([-reach, -reach, 0], [reach, -reach, 0], [reach, reach, 0], [-reach, reach, 0], 0).build();
}

/** Trunk (slot 0) and crown (slot 1) of lumps of leaves. */
export function treeMesh(random: Random, height: number): Mesh {
  const mesh = tube([0, 0, 0], [between(random, -0.2, 0.2), between(random, -0.2, 0.2), height * 0.6], [0.2, 0.11], 0, 7);
  const crown = height * between(random, 0.28, 0.36);
  for (let i = 0; i < 26; i++) {
    const angle = random() * 2 * Math.PI;
    const out = Math.sqrt(random()) * crown;
    const z = height * 0.66 + between(random, -0.55, 0.75) * crown * (1.1 - out / crown / 2);
    const size = between(random, 0.22, 0.42) * crown;
    mesh.merge(ellipsoid([Math.cos(angle) * out, Math.sin(angle) * out, z], [size, size, size * 0.75], 1, 7, 5));
  }
  return mesh.build(75);
}

export function tree(materials: MaterialTable, random: Random, x: number, y: number): Instance {
  const leaf = foliage([between(random, 0.05, 0.11), between(random, 0.12, 0.2), between(random, 0.03, 0.05)], Math.floor(random() * 1000));
  return stand(materials, treeMesh(random, between(random, 5, 9)), [STREET.bark, leaf], { x, y, yaw: random() * 6 });
}

export function hedge(materials: MaterialTable, random: Random, x: number, y: number, length: number): Instance {
  const mesh = new MeshBuilder();
  for (let i = 0; i < length * 2; i++)
    mesh.merge(ellipsoid([i / 2 - length / 2, between(random, -0.1, 0.1), 0.45], [0.45, 0.4, between(random, 0.4, 0.6)], 0, 7, 5));
  return stand(materials, mesh.build(75), [foliage([0.06, 0.13, 0.035], 77)], { x, y, yaw: random() < 0.5 ? 0 : Math.PI / 2 });
}

const WALLS: readonly (readonly [number, number, number])[] = [
  [214, 205, 188],
  [198, 182, 160],
  [176, 186, 190],
  [222, 216, 206],
  [186, 150, 124],
  [160, 164, 158],
  [208, 190, 140],
];

/** A block with windows; awning and roof edge in front. */
export function building(
  materials: MaterialTable,
  random: Random,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  height: number,
  lit: number,
): Instance[] {
  const wall = facade(srgb(...pick(random, WALLS)), Math.floor(random() * 9999), lit, between(random, 2.9, 3.5), between(random, 2.1, 3.4));
  const middle = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, yaw: 0 };
  const [hx, hy] = [(x1 - x0) / 2, (y1 - y0) / 2];
  const body = box([-hx, -hy, 0], [hx, hy, height], 0);
  body.merge(box([-hx - 0.25, -hy - 0.25, height], [hx + 0.25, hy + 0.25, height + 0.5], 1));
  body.merge(box([-hx - 1.2, -hy - 1.2, 2.7], [hx + 1.2, hy + 1.2, 2.85], 2));
  const awning: Material = { colour: srgb(between(random, 60, 200), between(random, 60, 160), between(random, 60, 160)) };
  return [stand(materials, body.build(20), [wall, STREET.concrete, awning], middle)];
}

/** A mast with an arm over the road. The lamp hangs at the arm's end. */
export function streetLamp(materials: MaterialTable, x: number, y: number, yaw: number, lampsOn: boolean): Instance {
  const mesh = tube([0, 0, 0], [0, 0, 7.6], [0.1, 0.06], 0, 7)
    .merge(tube([0, 0, 7.5], [1.9, 0, 8], [0.05, 0.04], 0, 6))
    .merge(box([1.6, -0.13, 7.9], [2.3, 0.13, 8.05], 1));
  return stand(materials, mesh.build(), [STREET.steel, lampsOn ? STREET.lampHead : STREET.concrete], { x, y, yaw });
}

/** Heads for red, amber and green in slots 1 to 3; looks along its x. */
export function signalMesh(): Mesh {
  const mesh = tube([0, 0, 0], [0, 0, 3.1], [0.07, 0.06], 0, 7).merge(box([-0.12, -0.18, 2.5], [0.12, 0.18, 3.55], 0));
  for (const [slot, z] of [
    [1, 3.35],
    [2, 3.02],
    [3, 2.69],
  ] as const) {
    mesh.merge(tube([0.1, 0, z], [0.15, 0, z], [0.12, 0.12], slot, 10));
  }
  return mesh.build();
}

export function signPost(materials: MaterialTable, random: Random, x: number, y: number, yaw: number): Instance {
  const mesh = tube([0, 0, 0], [0, 0, 2.6], [0.04, 0.04], 0, 6).merge(box([-0.02, -0.35, 2.0], [0.03, 0.35, 2.7], 1));
  return stand(materials, mesh.build(), [STREET.steel, pick(random, [STREET.signBlue, STREET.signGreen, STREET.red, STREET.white])], {
    x,
    y,
    yaw,
  });
}

export function bollard(materials: MaterialTable, x: number, y: number): Instance {
  const mesh = tube([0, 0, 0], [0, 0, 0.75], [0.08, 0.08], 0, 8).merge(tube([0, 0, 0.5], [0, 0, 0.62], [0.085, 0.085], 1, 8));
  return stand(materials, mesh.build(), [STREET.red, STREET.white], { x, y, yaw: 0 });
}

export function bin(materials: MaterialTable, x: number, y: number): Instance {
  return stand(materials, tube([0, 0, 0], [0, 0, 0.95], [0.24, 0.28], 0, 9).build(), [STREET.signGreen], { x, y, yaw: 0 });
}
