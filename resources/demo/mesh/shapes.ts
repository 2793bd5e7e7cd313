import { cross, normalise, subtract, type Vec3 } from '../render/vec.ts';
import { MeshBuilder } from './mesh.ts';

/** An upright box from its lowest to its highest corner. */
export function box([x0, y0, z0]: Vec3, [x1, y1, z1]: Vec3, slot: number): MeshBuilder {
  return new MeshBuilder()
    .quad([x0, y0, z1], [x1, y0, z1], [x1, y1, z1], [x0, y1, z1], slot)
    .quad([x0, y1, z0], [x1, y1, z0], [x1, y0, z0], [x0, y0, z0], slot)
    .quad([x0, y0, z0], [x1, y0, z0], [x1, y0, z1], [x0, y0, z1], slot)
    .quad([x1, y1, z0], [x0, y1, z0], [x0, y1, z1], [x1, y1, z1], slot)
    .quad([x1, y0, z0], [x1, y1, z0], [x1, y1, z1], [x1, y0, z1], slot)
    .quad([x0, y1, z0], [x0, y0, z0], [x0, y0, z1], [x0, y1, z1], slot);
}

/** A round bar between two points, thinner or thicker at the ends as asked, closed. */
export function tube(from: Vec3, to: Vec3, radii: readonly [from: number, to: number], slot: number, sides = 8): MeshBuilder {
  const axis = normalise(subtract(to, from));
  const helper: Vec3 = Math.abs(axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const u = normalise(cross(helper, axis));
  const v = cross(axis, u);
  const ring = (centre: Vec3, radius: number, step: number): Vec3 => {
    const angle = (step / sides) * 2 * Math.PI;
    const c = Math.cos(angle) * radius;
    const s = Math.sin(angle) * radius;
    return [centre[0] + u[0] * c + v[0] * s, centre[1] + u[1] * c + v[1] * s, centre[2] + u[2] * c + v[2] * s];
  };
  const mesh = new MeshBuilder();
  for (let step = 0; step < sides; step++) {
    const [a, b] = [ring(from, radii[0], step), ring(from, radii[0], step + 1)];
    const [c, d] = [ring(to, radii[1], step + 1), ring(to, radii[1], step)];
    mesh.quad(a, b, c, d, slot).triangle(from, b, a, slot).triangle(to, d, c, slot);
  }
  return mesh;
}

/** An ellipsoid with its half-axes along x, y and z. */
export function ellipsoid([cx, cy, cz]: Vec3, [rx, ry, rz]: Vec3, slot: number, sides = 10, bands = 6): MeshBuilder {
  const at = (band: number, step: number): Vec3 => {
    const polar = (band / bands) * Math.PI;
    const angle = (step / sides) * 2 * Math.PI;
    return [cx + rx * Math.sin(polar) * Math.cos(angle), cy + ry * Math.sin(polar) * Math.sin(angle), cz + rz * Math.cos(polar)];
  };
  const mesh = new MeshBuilder();
  for (let band = 0; band < bands; band++) {
    for (let step = 0; step < sides; step++) {
      mesh.quad(at(band, step), at(band + 1, step), at(band + 1, step + 1), at(band, step + 1), slot);
    }
  }
  return mesh;
}

/** A flat disc facing along y: outwards to the left (`side` 1) or to the right (-1). */
export function sideDisc([cx, cy, cz]: Vec3, radius: number, side: 1 | -1, slot: number, sides = 14): MeshBuilder {
  const mesh = new MeshBuilder();
  for (let step = 0; step < sides; step++) {
    const a = (step / sides) * 2 * Math.PI;
    const b = ((step + 1) / sides) * 2 * Math.PI;
    const p: Vec3 = [cx + radius * Math.cos(a), cy, cz + radius * Math.sin(a)];
    const q: Vec3 = [cx + radius * Math.cos(b), cy, cz + radius * Math.sin(b)];
    if (side === 1) mesh.triangle([cx, cy, cz], q, p, slot);
    else mesh.triangle([cx, cy, cz], p, q, slot);
  }
  return mesh;
}

/** Closed rings of the same count of points joined into a skin; `slotOf(section, point)` paints each patch. */
export function loft(
  rings: readonly (readonly Vec3[])[],
  slotOf: (section: number, point: number) => number,
  capSlots: readonly [number, number],
): MeshBuilder {
  const mesh = new MeshBuilder();
  for (let section = 0; section + 1 < rings.length; section++) {
    const [back, front] = [rings[section] ?? [], rings[section + 1] ?? []];
    for (let i = 0; i < back.length; i++) {
      const j = (i + 1) % back.length;
      mesh.quad(back[i] as Vec3, front[i] as Vec3, front[j] as Vec3, back[j] as Vec3, slotOf(section, i));
    }
  }
  cap(mesh, rings[0] ?? [], capSlots[0], false);
  cap(mesh, rings.at(-1) ?? [], capSlots[1], true);
  return mesh;
}

function cap(mesh: MeshBuilder, ring: readonly Vec3[], slot: number, forward: boolean): void {
  const centre = ring.reduce<Vec3>(
    (sum, p) => [sum[0] + p[0] / ring.length, sum[1] + p[1] / ring.length, sum[2] + p[2] / ring.length],
    [0, 0, 0],
  );
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] as Vec3;
    const b = ring[(i + 1) % ring.length] as Vec3;
    if (forward) mesh.triangle(centre, b, a, slot);
    else mesh.triangle(centre, a, b, slot);
  }
}
