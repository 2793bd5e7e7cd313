import { type Camera, enlarged } from './camera.ts';
import { createGBuffer, type GBuffer } from './gbuffer.ts';
import type { Instance } from './instance.ts';
import { type LightTables, skyColour } from './light.ts';
import { type Lamp, lampLight } from './lamp.ts';
import type { MaterialTable } from './material.ts';
import { DIRECTION_TABLE } from './normals.ts';
import { drawInstance } from './rasterise.ts';
import { addLight, createSample, loadMaterial, lostInAir, raysOf, type Sample, setView } from './shade.ts';
import { buildShadowMap, type ShadowMap, sunReaches } from './shadow-map.ts';

/** Samples a pixel each way, for standing and for moving things alike. */
export const SAMPLING = 2;

/** Everything that stands, drawn once; moving things are laid over it. */
export interface Backdrop {
  readonly camera: Camera;
  readonly sampleCamera: Camera;
  /** Depth and object ids of standing things, SAMPLING times the picture. */
  readonly samples: Pick<GBuffer, 'nearness' | 'object'>;
  /** Float32Array [height, width, 3], linear light before exposure. */
  readonly colour: Float32Array;
  /** Float32Array [height, width]: which share of that light comes straight from the sun, for shadows of moving things. */
  readonly sunShare: Float32Array;
  /** Uint8Array [height, width]: 1 where the pixel shows ground. */
  readonly ground: Uint8Array;
  readonly shadows: ShadowMap;
  readonly lamps: readonly Lamp[];
}

/** Draws the standing world. Takes a second or two. */
export function buildBackdrop(
  camera: Camera,
  instances: readonly Instance[],
  materials: MaterialTable,
  tables: LightTables,
  lamps: readonly Lamp[] = [],
): Backdrop {
  const sampleCamera = enlarged(camera, SAMPLING);
  const samples = createGBuffer(sampleCamera.width, sampleCamera.height);
  for (const instance of instances) drawInstance(samples, sampleCamera, instance);
  const pixels = camera.width * camera.height;
  const backdrop: Backdrop = {
    camera,
    sampleCamera,
    samples: { nearness: samples.nearness, object: samples.object },
    colour: new Float32Array(pixels * 3),
    sunShare: new Float32Array(pixels),
    ground: new Uint8Array(pixels),
    shadows: buildShadowMap(instances, tables.light.sun, 75),
    lamps,
  };
  light(backdrop, samples, materials, tables);
  return backdrop;
}

function light(backdrop: Backdrop, samples: GBuffer, materials: MaterialTable, tables: LightTables): void {
  const { camera, sampleCamera, colour } = backdrop;
  const rays = raysOf(sampleCamera);
  const sample = createSample();
  const point = new Float32Array(3);
  const normal = new Float32Array(3);
  const lit = new Float32Array(3);
  const part = 1 / (SAMPLING * SAMPLING);
  for (let y = 0, at = 0; y < sampleCamera.height; y++) {
    for (let x = 0; x < sampleCamera.width; x++, at++) {
      const pixel = Math.floor(y / SAMPLING) * camera.width + Math.floor(x / SAMPLING);
      const a = rays.across[x] as number;
      const b = rays.above[y] as number;
      setView(sample, sampleCamera, a, b);
      lit.fill(0);
      const id = samples.material[at] as number;
      if (id === 0) {
        lit.set(skyColour(tables.light, [sample.view[0] as number, sample.view[1] as number, sample.view[2] as number]));
      } else {
        loadMaterial(sample, materials.numbers, id);
        const distance = locate(sample, sampleCamera, samples, at, point, normal, a, b);
        sample.lost = lostInAir(tables.light.haze, distance);
        materials.list[id]?.texture?.(sample.colour, point, normal);
        sample.sun = sunReaches(backdrop.shadows, point[0] as number, point[1] as number, point[2] as number);
        sample.glow += lampLight(backdrop.lamps, point, normal);
        addLight(sample, tables, lit, 0);
        backdrop.sunShare[pixel] = (backdrop.sunShare[pixel] as number) + part * sunShareOf(sample, tables);
        if ((point[2] as number) < 0.3) backdrop.ground[pixel] = 1;
      }
      for (let k = 0; k < 3; k++) colour[pixel * 3 + k] = (colour[pixel * 3 + k] as number) + (lit[k] as number) * part;
    }
  }
}

/** Puts point and normal into the sample's world. @returns the distance along the view axis. */
function locate(
  sample: Sample,
  camera: Camera,
  samples: GBuffer,
  at: number,
  point: Float32Array,
  normal: Float32Array,
  a: number,
  b: number,
): number {
  sample.normal = samples.normal[at] as number;
  const distance = 1 / (samples.nearness[at] as number);
  const along = distance * Math.sqrt(1 + a * a + b * b);
  for (let k = 0; k < 3; k++) {
    point[k] = (camera.position[k] as number) + (sample.view[k] as number) * along;
    normal[k] = DIRECTION_TABLE[sample.normal * 3 + k] as number;
  }
  return distance;
}

function sunShareOf(sample: Sample, { sunOn, ambient, light: { sunColour } }: LightTables): number {
  const sun = (sunOn[sample.normal] as number) * sample.sun * sunColour[1];
  return sun / (sun + (ambient[sample.normal * 3 + 1] as number) + sample.glow + 1e-6);
}
