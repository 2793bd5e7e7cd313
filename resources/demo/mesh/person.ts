import type { Vec3 } from '../render/vec.ts';
import { type Mesh, MeshBuilder } from './mesh.ts';
import { ellipsoid, tube } from './shapes.ts';
import { WEAR } from './slots.ts';

/** Steps of the walk that are drawn. */
export const WALK_PHASES = 12;
/** Metres covered in one full walk cycle (two steps). */
export const STRIDE_M = 1.4;

/** A person 1.7 m tall, facing along x, feet on z = 0. @param phase 0..1 of the walk, null = standing. */
export function personMesh(phase: number | null, options: { bag?: boolean; skirt?: boolean; helmet?: boolean } = {}): Mesh {
  const mesh = new MeshBuilder();
  const swing = phase === null ? 0 : Math.sin(phase * 2 * Math.PI);
  const bob = phase === null ? 0 : 0.025 * Math.cos(phase * 4 * Math.PI);
  const hip = 0.92 + bob;
  for (const side of [1, -1]) {
    addLeg(
      mesh,
      side,
      hip,
      phase === null ? 0.02 * side : swing * side * 0.42,
      phase === null ? 0 : Math.max(0, -Math.cos(phase * 2 * Math.PI) * side),
    );
    addArm(mesh, side, hip, phase === null ? 0.05 : -swing * side * 0.45);
  }
  addTrunk(mesh, hip, 0.03, options);
  if (options.skirt) mesh.merge(tube([0, 0, 0.35], [0, 0, hip + 0.08], [0.26, 0.15], WEAR.legs, 10));
  return mesh.build(60);
}

/** The same person on a saddle `height` metres up, hands forward. */
export function riderMesh(height: number, reach: number): Mesh {
  const mesh = new MeshBuilder();
  const hip = height + 0.08;
  for (const side of [1, -1]) {
    const knee: Vec3 = [0.42, 0.17 * side, hip - 0.08];
    const foot: Vec3 = [0.3, 0.17 * side, hip - 0.52];
    mesh.merge(tube([-0.02, 0.1 * side, hip], knee, [0.095, 0.07], WEAR.legs, 8));
    mesh.merge(tube(knee, foot, [0.07, 0.05], WEAR.legs, 8));
    mesh.merge(ellipsoid([foot[0] + 0.07, foot[1], foot[2] - 0.05], [0.14, 0.05, 0.05], WEAR.shoes, 8, 5));
    const shoulder: Vec3 = [0.1, 0.2 * side, hip + 0.46];
    const elbow: Vec3 = [0.12 + reach * 0.4, 0.28 * side, hip + 0.26];
    mesh.merge(tube(shoulder, elbow, [0.065, 0.05], WEAR.top, 8));
    mesh.merge(tube(elbow, [0.12 + reach, 0.3 * side, hip + 0.24], [0.048, 0.04], WEAR.skin, 7));
  }
  addTrunk(mesh, hip, 0.14, { helmet: true });
  return mesh.build(60);
}

function addLeg(mesh: MeshBuilder, side: number, hip: number, forward: number, lift: number): void {
  const knee: Vec3 = [forward * 0.55 + lift * 0.08, 0.09 * side, 0.5 + lift * 0.05];
  const foot: Vec3 = [forward - lift * 0.12, 0.1 * side, 0.09 + lift * 0.12];
  mesh.merge(tube([0, 0.09 * side, hip], knee, [0.095, 0.07], WEAR.legs, 8));
  mesh.merge(tube(knee, foot, [0.072, 0.05], WEAR.legs, 8));
  mesh.merge(ellipsoid([foot[0] + 0.06, foot[1], foot[2] - 0.04], [0.14, 0.05, 0.05], WEAR.shoes, 8, 5));
}

function addArm(mesh: MeshBuilder, side: number, hip: number, forward: number): void {
  const shoulder: Vec3 = [0, 0.21 * side, hip + 0.48];
  const elbow: Vec3 = [forward * 0.45, 0.26 * side, hip + 0.2];
  mesh.merge(tube(shoulder, elbow, [0.06, 0.048], WEAR.top, 8));
  mesh.merge(tube(elbow, [forward + 0.06, 0.25 * side, hip - 0.04], [0.045, 0.036], WEAR.skin, 7));
}

function addTrunk(
  mesh: MeshBuilder,
  hip: number,
  lean: number,
  { bag = false, helmet = false }: { bag?: boolean; helmet?: boolean },
): void {
  mesh.merge(ellipsoid([0, 0, hip + 0.02], [0.13, 0.17, 0.13], WEAR.legs, 10, 6));
  mesh.merge(tube([0, 0, hip + 0.04], [lean, 0, hip + 0.46], [0.145, 0.175], WEAR.top, 10));
  mesh.merge(ellipsoid([lean, 0, hip + 0.45], [0.12, 0.22, 0.12], WEAR.top, 10, 6));
  mesh.merge(tube([lean, 0, hip + 0.5], [lean + 0.02, 0, hip + 0.62], [0.055, 0.05], WEAR.skin, 7));
  mesh.merge(ellipsoid([lean + 0.04, 0, hip + 0.7], [0.1, 0.08, 0.125], WEAR.skin, 10, 7));
  const crown = helmet ? 0.145 : 0.105;
  mesh.merge(ellipsoid([lean + 0.015, 0, hip + 0.735], [crown, crown * 0.9, crown], WEAR.hair, 10, 7));
  if (bag) mesh.merge(ellipsoid([lean - 0.2, 0, hip + 0.28], [0.11, 0.15, 0.2], WEAR.bag, 8, 6));
}
