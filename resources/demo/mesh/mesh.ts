import { cross, lengthOf, subtract, type Vec3 } from '../render/vec.ts';

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
  /** Twice the area; `unit` is the direction. */
  readonly weight: number;
  readonly unit: Vec3;
}

/** Collects faces; `build` joins their normals where the surface is smooth. */
export class MeshBuilder {
  readonly #faces: Face[] = [];

  triangle(a: Vec3, b: Vec3, c: Vec3, slot: number): this {
    const normal = cross(subtract(b, a), subtract(c, a));
    const weight = lengthOf(normal);
    if (weight > 1e-8)
      this.#faces.push({ points: [a, b, c], slot, weight, unit: [normal[0] / weight, normal[1] / weight, normal[2] / weight] });
    return this;
  }

  /** Corners in order round the face. */
  quad(a: Vec3, b: Vec3, c: Vec3, d: Vec3, slot: number): this {
    return this.triangle(a, b, c, slot).triangle(a, c, d, slot);
  }

  /** Takes another builder's faces over. */
  merge(other: MeshBuilder): this {
    for (const face of other.#faces) this.#faces.push(face);
    return this;
  }

  /** @param creaseDeg edges sharper than this stay sharp. */
  build(creaseDeg = 42): Mesh {
    const around = new Map<number, Face[]>();
    for (const face of this.#faces) {
      for (const point of face.points) {
        const key = keyOf(point);
        const here = around.get(key);
        if (here) here.push(face);
        else around.set(key, [face]);
      }
    }
    const least = Math.cos((creaseDeg * Math.PI) / 180);
    const vertices = new VertexList();
    const corners: number[] = [];
    for (const face of this.#faces) {
      for (const point of face.points) {
        const key = keyOf(point);
        corners.push(vertices.add(key, point, smoothNormal(face, around.get(key) ?? [], least)));
      }
    }
    return vertices.mesh(corners, this.#faces);
  }
}

class VertexList {
  readonly #at = new Map<number, number[]>();
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];
  #radius = 0;

  /** The number of the vertex with this place and normal, new or known. */
  add(key: number, [x, y, z]: Vec3, [nx, ny, nz]: Vec3): number {
    const here = this.#at.get(key);
    const same = here?.find(
      (i) =>
        Math.abs((this.#normals[i * 3] as number) - nx) +
          Math.abs((this.#normals[i * 3 + 1] as number) - ny) +
          Math.abs((this.#normals[i * 3 + 2] as number) - nz) <
        4e-3,
    );
    if (same !== undefined) return same;
    const index = this.#positions.length / 3;
    this.#positions.push(x, y, z);
    this.#normals.push(nx, ny, nz);
    this.#radius = Math.max(this.#radius, Math.sqrt(x * x + y * y + z * z));
    if (here) here.push(index);
    else this.#at.set(key, [index]);
    return index;
  }

  mesh(corners: number[], faces: readonly Face[]): Mesh {
    return {
      positions: Float32Array.from(this.#positions),
      normals: Float32Array.from(this.#normals),
      corners: Uint16Array.from(corners),
      slots: Uint8Array.from(faces, (face) => face.slot),
      radius: this.#radius,
    };
  }
}

/** Points within 2 mm count as one. Seventeen bits an axis: good to 130 m from the middle. */
const keyOf = ([x, y, z]: Vec3): number =>
  ((Math.round(x * 500) + 65536) * 131072 + Math.round(y * 500) + 65536) * 131072 + Math.round(z * 500) + 65536;

/** Faces weigh by their area. */
function smoothNormal({ unit }: Face, neighbours: readonly Face[], least: number): Vec3 {
  const [ux, uy, uz] = unit;
  let [x, y, z] = [0, 0, 0];
  for (const { unit: other, weight } of neighbours) {
    if (ux * other[0] + uy * other[1] + uz * other[2] < least) continue;
    x += other[0] * weight;
    y += other[1] * weight;
    z += other[2] * weight;
  }
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  return [x / length, y / length, z / length];
}
