import { type BigVehicle, BIG_SIZE, bigVehicleMesh } from './mesh/big-vehicles.ts';
import { type CarBody, CAR_SIZE, carMesh } from './mesh/car.ts';
import type { Mesh } from './mesh/mesh.ts';
import { personMesh, riderMesh, STRIDE_M, WALK_PHASES } from './mesh/person.ts';
import { bicycleMesh, motorcycleMesh } from './mesh/two-wheelers.ts';
import { type Lamps, personPalette, vehiclePalettes } from './palettes.ts';
import { between, pick, type Random } from './random.ts';
import type { Pose } from './render/instance.ts';
import type { MaterialTable } from './render/material.ts';
import type { Actor } from './render/picture.ts';

/** The classes ground truth knows, named as in COCO. */
export type Label = 'person' | 'bicycle' | 'car' | 'motorcycle' | 'bus' | 'truck';
export type VehicleKind = CarBody | BigVehicle | 'motorcycle' | 'bicycle';

/** Someone or something that can be put into a picture. A rider and the machine under them are two figures. */
export interface Figure {
  readonly label: Label;
  readonly id: number;
  /** Length and width on the ground, metres; null for a rider. */
  readonly footprint: readonly [length: number, width: number] | null;
  /** @param walkedM path walked so far; null when standing. */
  readonly actor: (pose: Pose, lamps?: Lamps, walkedM?: number | null) => Actor;
}

export const LABEL_OF: Record<VehicleKind, Label> = {
  sedan: 'car',
  hatch: 'car',
  mpv: 'car',
  suv: 'car',
  pickup: 'car',
  van: 'car',
  bus: 'bus',
  minibus: 'bus',
  'box-truck': 'truck',
  flatbed: 'truck',
  motorcycle: 'motorcycle',
  bicycle: 'bicycle',
};

const SIZE: Record<VehicleKind, readonly [number, number]> = { ...CAR_SIZE, ...BIG_SIZE, motorcycle: [1.9, 0.6], bicycle: [1.7, 0.5] };
export const sizeOf = (kind: VehicleKind): readonly [length: number, width: number] => SIZE[kind];

const PARKED: Lamps = { head: false, brake: false, tail: false };
const meshes = new Map<string, Mesh>();

function meshOf(key: string, make: () => Mesh): Mesh {
  const known = meshes.get(key);
  if (known) return known;
  const made = make();
  meshes.set(key, made);
  return made;
}

/** @returns the vehicle, and its rider when it needs one. */
export function createVehicle(materials: MaterialTable, random: Random, kind: VehicleKind, id: number, riderId = id + 1): Figure[] {
  const family =
    LABEL_OF[kind] === 'bus' ? 'bus' : LABEL_OF[kind] === 'truck' ? 'truck' : kind === 'motorcycle' || kind === 'bicycle' ? 'bike' : 'car';
  const palettes = vehiclePalettes(materials, random, family);
  const mesh = vehicleMesh(kind);
  const stretch = between(random, 0.96, 1.05);
  const vehicle: Figure = {
    label: LABEL_OF[kind],
    id,
    footprint: SIZE[kind],
    actor: (pose, lamps = PARKED) => ({
      parts: [{ mesh, pose: { ...pose, scale: stretch }, palette: palettes(lamps), object: id }],
      footprint: SIZE[kind],
    }),
  };
  return family === 'bike' ? [vehicle, createRider(materials, random, kind === 'motorcycle', riderId)] : [vehicle];
}

export function vehicleMesh(kind: VehicleKind): Mesh {
  return meshOf(kind, () => {
    if (kind === 'motorcycle') return motorcycleMesh();
    if (kind === 'bicycle') return bicycleMesh();
    if (kind in BIG_SIZE) return bigVehicleMesh(kind as BigVehicle);
    return carMesh(kind as CarBody);
  });
}

function createRider(materials: MaterialTable, random: Random, onMotorcycle: boolean, id: number): Figure {
  const palette = personPalette(materials, random, onMotorcycle);
  const mesh = meshOf(`rider ${onMotorcycle}`, () => riderMesh(onMotorcycle ? 0.78 : 0.88, onMotorcycle ? 0.42 : 0.34));
  const shift = onMotorcycle ? -0.25 : -0.22;
  return {
    label: 'person',
    id,
    footprint: null,
    actor: (pose) => ({
      parts: [
        { mesh, pose: { ...pose, x: pose.x + Math.cos(pose.yaw) * shift, y: pose.y + Math.sin(pose.yaw) * shift }, palette, object: id },
      ],
      footprint: null,
    }),
  };
}

export function createPerson(materials: MaterialTable, random: Random, id: number): Figure {
  const palette = personPalette(materials, random);
  const wear = pick(random, [{}, {}, { bag: true }, { skirt: true }]);
  const scale = between(random, 0.92, 1.06);
  return {
    label: 'person',
    id,
    footprint: [0.4, 0.45],
    actor: (pose, _lamps, walkedM = null) => {
      const step = walkedM === null ? null : Math.floor(((((walkedM / STRIDE_M) % 1) + 1) % 1) * WALK_PHASES);
      const mesh = meshOf(`person ${step} ${JSON.stringify(wear)}`, () => personMesh(step === null ? null : step / WALK_PHASES, wear));
      return { parts: [{ mesh, pose: { ...pose, scale }, palette, object: id }], footprint: [0.4, 0.45] };
    },
  };
}
