import { pick, type Random } from './random.ts';
import { type Material, type MaterialTable, srgb } from './render/material.ts';

const paints: readonly [number, number, number][] = [
  [236, 236, 234],
  [226, 227, 228],
  [28, 29, 31],
  [40, 42, 46],
  [164, 167, 170],
  [120, 124, 128],
  [84, 88, 92],
  [150, 24, 28],
  [110, 20, 26],
  [30, 60, 120],
  [24, 38, 78],
  [88, 96, 72],
  [150, 130, 98],
  [196, 92, 30],
  [60, 90, 100],
];
const busPaints: readonly [number, number, number][] = [
  [222, 222, 218],
  [40, 84, 160],
  [200, 120, 30],
  [170, 36, 36],
  [50, 120, 84],
];
const clothes: readonly [number, number, number][] = [
  [228, 226, 220],
  [40, 44, 54],
  [150, 40, 44],
  [44, 80, 130],
  [70, 110, 70],
  [200, 160, 70],
  [120, 118, 116],
  [180, 120, 140],
  [90, 70, 60],
];
const skins: readonly [number, number, number][] = [
  [150, 108, 82],
  [172, 128, 98],
  [126, 88, 66],
];
const once = new Map<string, Material>();

/** The same numbers give the same object, so that a scene's table stays short. */
function material(colour: readonly [number, number, number], mirror = 0, glow = 0): Material {
  const key = `${colour.join()}|${mirror}|${glow}`;
  const known = once.get(key);
  if (known) return known;
  const made: Material = { colour: srgb(...colour), mirror, glow };
  once.set(key, made);
  return made;
}

/** How the lamps of a vehicle burn. */
export interface Lamps {
  readonly head: boolean;
  readonly brake: boolean;
  readonly tail: boolean;
}

/** A vehicle's colours by SLOT, for every state of its lamps. */
export function vehiclePalettes(
  materials: MaterialTable,
  random: Random,
  kind: 'car' | 'bus' | 'truck' | 'bike',
): (lamps: Lamps) => Uint16Array {
  const paint = pick(random, kind === 'bus' ? busPaints : paints);
  const second =
    kind === 'bus'
      ? pick(random, busPaints)
      : pick(random, [paint, [206, 204, 198], [90, 104, 120], [150, 110, 60], [60, 92, 70]] as [number, number, number][]);
  const load = pick(random, [
    [120, 100, 70],
    [60, 80, 110],
    [70, 96, 70],
    [140, 136, 128],
  ] as [number, number, number][]);
  const rim =
    kind === 'bike'
      ? ([48, 50, 54] as const)
      : pick(random, [
          [150, 152, 156],
          [104, 106, 110],
          [60, 62, 66],
        ] as [number, number, number][]);
  const made = new Map<string, Uint16Array>();
  return ({ head, brake, tail }) => {
    const key = `${head}${brake}${tail}`;
    const known = made.get(key);
    if (known) return known;
    const palette = materials.palette([
      material(paint, kind === 'bike' ? 0.08 : 0.13),
      material([20, 23, 26], 0.045),
      material([30, 30, 32], 0.015),
      material([24, 24, 25]),
      material(rim, 0.12),
      head ? material([255, 250, 235], 0.05, 5) : material([205, 210, 214], 0.14),
      brake ? material([255, 40, 30], 0.04, 3) : tail ? material([230, 30, 26], 0.04, 0.9) : material([138, 24, 24], 0.08),
      material([218, 218, 214]),
      material(second, 0.03),
      kind === 'truck' ? material(load) : material([150, 152, 154], 0.25),
    ]);
    made.set(key, palette);
    return palette;
  };
}

/** A person's colours by WEAR. */
export function personPalette(materials: MaterialTable, random: Random, helmet = false): Uint16Array {
  const helmets: [number, number, number][] = [
    [28, 28, 30],
    [210, 208, 204],
    [170, 40, 40],
    [60, 100, 60],
  ];
  return materials.palette([
    material(pick(random, skins)),
    material(pick(random, clothes)),
    material(
      pick(random, [
        [46, 50, 62],
        [34, 34, 38],
        [120, 108, 90],
        [70, 84, 110],
        [60, 50, 46],
      ] as [number, number, number][]),
    ),
    material([44, 40, 38]),
    material(
      helmet
        ? pick(random, helmets)
        : pick(random, [
            [24, 20, 18],
            [30, 26, 24],
            [90, 80, 110],
            [200, 196, 190],
          ] as [number, number, number][]),
      helmet ? 0.08 : 0,
    ),
    material(pick(random, clothes)),
  ]);
}
