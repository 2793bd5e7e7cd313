import type { Vec3 } from './vec.ts';

/** How a surface takes the light. Colours are linear 0..1. */
export interface Material {
  readonly colour: Vec3;
  /** Share of the surroundings mirrored straight on, 0..1; grazing angles mirror more. 0 = matte. */
  readonly mirror?: number;
  /** Light it gives off by itself, as a multiple of its colour. */
  readonly glow?: number;
  /** Pattern of a standing surface: changes `colour` (in place) for the point and normal. */
  readonly texture?: (colour: Float32Array, point: Float32Array, normal: Float32Array) => void;
}

/** Floats a material in `MaterialTable.numbers`: red, green, blue, mirror, glow. */
export const MATERIAL_STRIDE = 5;

/** Every material of a scene under a number; 0 is "nothing drawn". */
export class MaterialTable {
  readonly #known = new Map<Material, number>();
  readonly list: (Material | null)[] = [null];
  /** Float32Array [n, MATERIAL_STRIDE], for the shading loop. */
  numbers = new Float32Array(MATERIAL_STRIDE);

  idOf(material: Material): number {
    const known = this.#known.get(material);
    if (known !== undefined) return known;
    const id = this.list.length;
    this.list.push(material);
    this.#known.set(material, id);
    const grown = new Float32Array(this.list.length * MATERIAL_STRIDE);
    grown.set(this.numbers);
    grown.set([...material.colour, material.mirror ?? 0, material.glow ?? 0], id * MATERIAL_STRIDE);
    this.numbers = grown;
    return id;
  }

  palette(materials: readonly Material[]): Uint16Array {
    return Uint16Array.from(materials, (material) => this.idOf(material));
  }
}

/** An sRGB colour 0..255 as the linear numbers a material holds. */
export function srgb(red: number, green: number, blue: number): Vec3 {
  const linear = (value: number): number => (value / 255) ** 2.2;
  return [linear(red), linear(green), linear(blue)];
}
