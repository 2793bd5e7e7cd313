import { cross, dot, lengthOf, normalise, subtract, type Vec3 } from '../render/vec.ts';

/** Triangles of one rigid thing in its own metres (x forward, y left, z up), counter-clockwise seen from outside. */
export interface Mesh {
  /** Float32Array [n, 3]. */
  readonly positions: Float32Array;
  /** Float32Array [n, 3], unit. */
  readonly normals: Float32Array;
  /** Uint16Array [m, 3]: corners of each triangle. */
  readonly corners: Uint16Array;
  /** Uint8Array [m]: which entry of the wearer's palette paints the triangle. */
  readonly slots: Uint8Array;
  /** Radius around the origin that holds every vertex, metres. */
  readonly radius: number;
}

interface Face {
  readonly points: readonly [Vec3, Vec3, Vec3];
  readonly slot: number;
  readonly normal: Vec3;
}

/** Collects faces; `build` joins their normals where the surface is smooth. */
export class MeshBuilder {
  readonly #faces: Face[] = [];

  triangle(a: Vec3, b: Vec3, c: Vec3, slot: number): this {
    const normal = cross(subtract(b, a), subtract(c, a));
    if (lengthOf(normal) > 1e-8) this.#faces.push({ points: [a, b, c], slot, normal });
    return this;
  }

  /** Corners in order round the face. */
  quad(a: Vec3, b: Vec3, c: Vec3, d: Vec3, slot: number): this {
    return this.triangle(a, b, c, slot).triangle(a, c, d, slot);
  }

  /** Takes another builder's faces over, moved by `place`. */
  merge(other: MeshBuilder, place: (p: Vec3) => Vec3 = (p) => p): this {
    for (const { points, slot } of other.#faces) this.triangle(place(points[0]), place(points[1]), place(points[2]), slot);
    return this;
  }

  /** @param creaseDeg edges sharper than this stay sharp. */
  build(creaseDeg = 42): Mesh {
    const around = new Map<string, Face[]>();
    for (const face of this.#faces) {
      for (const point of face.points) {
        const here = around.get(keyOf(point));
        if (here) here.push(face);
        else around.set(keyOf(point), [face]);
      }
    }
    const least = Math.cos((creaseDeg * Math.PI) / 180);
    const vertices = new VertexList();
    const corners: number[] = [];
    for (const face of this.#faces) {
      for (const point of face.points) corners.push(vertices.add(point, smoothNormal(face, around.get(keyOf(point)) ?? [], least)));
    }
    return vertices.mesh(corners, this.#faces);
  }
}

class VertexList {
  readonly #index = new Map<string, number>();
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];

  add(point: Vec3, normal: Vec3): number {
    const key = `${keyOf(point)}|${keyOf(normal)}`;
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    const index = this.#positions.length / 3;
    this.#positions.push(...point);
    this.#normals.push(...normal);
    this.#index.set(key, index);
    return index;
  }

  mesh(corners: number[], faces: readonly Face[]): Mesh {
    let radius = 0;
    for (let i = 0; i < this.#positions.length; i += 3) {
      radius = Math.max(radius, Math.hypot(...this.#positions.slice(i, i + 3)));
    }
    return {
      positions: Float32Array.from(this.#positions),
      normals: Float32Array.from(this.#normals),
      corners: Uint16Array.from(corners),
      slots: Uint8Array.from(faces, (face) => face.slot),
      radius,
    };
  }
}

const keyOf = (p: Vec3): string => `${Math.round(p[0] * 500)},${Math.round(p[1] * 500)},${Math.round(p[2] * 500)}`;

/** Faces weigh by their area: `normal` is not yet unit length. */
function smoothNormal(face: Face, neighbours: readonly Face[], least: number): Vec3 {
  const own = normalise(face.normal);
  let sum: Vec3 = [0, 0, 0];
  for (const { normal } of neighbours) {
    if (dot(own, normalise(normal)) >= least) sum = [sum[0] + normal[0], sum[1] + normal[1], sum[2] + normal[2]];
  }
  return normalise(sum);
}
