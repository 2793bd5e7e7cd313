import type { Mesh } from './mesh.ts';

/** A copy whose skin is pushed in round a point (own metres), crumpled a little by a fixed pattern. */
export function dented(mesh: Mesh, [px, py, pz]: readonly [number, number, number], radius: number, depth: number): Mesh {
  const positions = Float32Array.from(mesh.positions);
  const away = Math.hypot(px, py) || 1;
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i], positions[i + 1], positions[i + 2]] as [number, number, number];
    const near = 1 - Math.hypot(x - px, y - py, (z - pz) * 0.7) / radius;
    if (near <= 0) continue;
    const push = depth * near * (0.8 + 0.4 * Math.sin(x * 17 + y * 23 + z * 29));
    positions[i] = x - (px / away) * push;
    positions[i + 1] = y - (py / away) * push;
    positions[i + 2] = z + push * 0.15 * Math.sin(x * 31 + z * 11);
  }
  return { ...mesh, positions };
}
