import type { Backdrop } from './backdrop.ts';
import { SAMPLING } from './backdrop.ts';
import { addBeam, type Beam } from './beam.ts';
import { castContactShadow, castSunShadow, createShadowMask, type ShadowMask, softenMask } from './cast-shadow.ts';
import { Film, type FilmLook } from './film.ts';
import { createGBuffer, type GBuffer, join, type PixelRect } from './gbuffer.ts';
import { addGlow, type Glow } from './glow.ts';
import type { Instance } from './instance.ts';
import { lampLight } from './lamp.ts';
import type { LightTables } from './light.ts';
import type { MaterialTable } from './material.ts';
import { drawInstance } from './rasterise.ts';
import { addLight, createSample, loadMaterial, lostInAir, type Rays, raysOf, setView } from './shade.ts';
import { sunReaches } from './shadow-map.ts';

/** A moving thing as the picture needs it. */
export interface Actor {
  readonly parts: readonly Instance[];
  /** Length and width on the ground, metres; null for things carried by others. */
  readonly footprint: readonly [length: number, width: number] | null;
}

const UPWARDS = [0, 0, 1];

/** Draws the moving things of one moment over a backdrop. Not re-entrant: buffers are reused from frame to frame. */
export class PictureMaker {
  readonly #backdrop: Backdrop;
  readonly #materials: MaterialTable;
  readonly #tables: LightTables;
  readonly #film: Film;
  readonly #rays: Rays;
  readonly #linear: Float32Array;
  /** Uint8Array [height, width]: 1 where `#linear` is no longer the backdrop. */
  readonly #touched: Uint8Array;
  readonly #mask: ShadowMask;
  readonly #samples: GBuffer;
  readonly #sample = createSample();
  readonly #lit = new Float32Array(3);
  readonly #rgb: Uint8ClampedArray;

  constructor(backdrop: Backdrop, materials: MaterialTable, tables: LightTables, look: FilmLook) {
    const { width, height } = backdrop.camera;
    this.#backdrop = backdrop;
    this.#materials = materials;
    this.#tables = tables;
    this.#film = new Film(width, height, look, backdrop.colour);
    this.#rays = raysOf(backdrop.sampleCamera);
    this.#linear = Float32Array.from(backdrop.colour);
    this.#touched = new Uint8Array(width * height);
    this.#mask = createShadowMask(width, height);
    this.#samples = createGBuffer(width * SAMPLING, height * SAMPLING);
    this.#rgb = new Uint8ClampedArray(width * height * 3);
  }

  /**
   * Which object each sample shows, standing things included (valid until the next call), and what each moving object would fill of
   * the picture if nothing hid it.
   */
  drawObjects(actors: readonly Actor[]): { samples: GBuffer; whole: Map<number, PixelRect> } {
    const { samples, sampleCamera } = this.#backdrop;
    this.#samples.nearness.set(samples.nearness);
    this.#samples.object.set(samples.object);
    const whole = new Map<number, PixelRect>();
    for (const part of actors.flatMap((actor) => actor.parts)) {
      const rect = drawInstance(this.#samples, sampleCamera, part);
      const joined = join(whole.get(part.object) ?? null, rect);
      if (joined) whole.set(part.object, joined);
    }
    this.#samples.material.fill(0);
    return { samples: this.#samples, whole };
  }

  /** @returns bytes `[height, width, 3]`, valid until the next call. @param grain seeds the noise of this frame. */
  draw(actors: readonly Actor[], glows: readonly Glow[], grain: number, beams: readonly Beam[] = []): Uint8ClampedArray {
    const { samples, camera, sampleCamera, ground } = this.#backdrop;
    this.#restore();
    this.#samples.nearness.set(samples.nearness);
    this.#castShadows(actors);
    const canvas = { linear: this.#linear, touched: this.#touched };
    for (const beam of beams) addBeam(canvas, ground, camera, beam);
    for (const part of this.#nearFirst(actors)) {
      const rect = drawInstance(this.#samples, sampleCamera, part);
      if (rect) this.#shade(rect, part);
    }
    for (const glow of glows) addGlow(canvas, camera, glow, this.#samples.nearness, SAMPLING);
    this.#film.develop(this.#linear, this.#touched, this.#rgb, grain);
    return this.#rgb;
  }

  /** Wipes what the last picture had in front of the backdrop. */
  #restore(): void {
    const { colour } = this.#backdrop;
    for (let at = 0, i = 0; at < this.#touched.length; at++, i += 3) {
      if (this.#touched[at] === 0) continue;
      this.#touched[at] = 0;
      this.#linear[i] = colour[i] as number;
      this.#linear[i + 1] = colour[i + 1] as number;
      this.#linear[i + 2] = colour[i + 2] as number;
    }
  }

  #nearFirst(actors: readonly Actor[]): Instance[] {
    const { position } = this.#backdrop.camera;
    const away = ({ pose }: Instance): number => Math.hypot(pose.x - position[0], pose.y - position[1]);
    return actors.flatMap(({ parts }) => parts).sort((a, b) => away(a) - away(b));
  }

  #castShadows(actors: readonly Actor[]): void {
    const { camera } = this.#backdrop;
    const { sun, sunColour } = this.#tables.light;
    const rects: PixelRect[] = [];
    for (const { parts, footprint } of actors) {
      let touched: PixelRect | null = null;
      for (const [index, part] of parts.entries()) {
        if (sunColour[1] > 0.05) touched = join(touched, castSunShadow(this.#mask, camera, part, sun));
        if (index === 0 && footprint) touched = join(touched, castContactShadow(this.#mask, camera, part, footprint));
      }
      if (touched) rects.push(touched);
    }
    for (const rect of rects) softenMask(this.#mask, rect);
    for (const rect of rects) this.#darken(rect);
  }

  /** Takes the light away and clears the mask, so that shadows that overlap count once. */
  #darken({ left, top, right, bottom }: PixelRect): void {
    const { camera, sunShare, ground } = this.#backdrop;
    const { sun: sunMask, sky: skyMask } = this.#mask;
    const linear = this.#linear;
    for (let y = top; y < bottom; y++) {
      for (let x = left, at = y * camera.width + left; x < right; x++, at++) {
        const sun = sunMask[at] as number;
        const sky = skyMask[at] as number;
        if (sun === 0 && sky === 0) continue;
        sunMask[at] = 0;
        skyMask[at] = 0;
        if (ground[at] === 0) continue;
        const share = sunShare[at] as number;
        const kept = share * (1 - sun / 255) + (1 - share) * (1 - (sky / 255) * 0.8);
        this.#touched[at] = 1;
        linear[at * 3] = (linear[at * 3] as number) * kept;
        linear[at * 3 + 1] = (linear[at * 3 + 1] as number) * kept;
        linear[at * 3 + 2] = (linear[at * 3 + 2] as number) * kept;
      }
    }
  }

  /**
   * Lights the samples a part has just won and mixes them into the picture by the share of the pixel they cover. Parts come nearest
   * first, so a sample once lit is seldom hidden later; `material` is the mark of an unlit sample and cleared here. Samples of one
   * pixel with the same material are lit once.
   */
  #shade(rect: PixelRect, { pose }: Instance): void {
    const { camera, sampleCamera, lamps, shadows } = this.#backdrop;
    const { light } = this.#tables;
    const { numbers } = this.#materials;
    const { material, normal, width } = this.#samples;
    const sample = this.#sample;
    const lit = this.#lit;
    const linear = this.#linear;
    const distance = Math.hypot(pose.x - camera.position[0], pose.y - camera.position[1], camera.position[2]);
    sample.sun = sunReaches(shadows, pose.x, pose.y, (pose.z ?? 0) + 1);
    sample.lost = lostInAir(light.haze, distance);
    // One number a part: lamps are far above, so their light differs little over a car.
    const lamp = 0.75 * lampLight(lamps, [pose.x, pose.y, 1], UPWARDS);
    const right = Math.ceil(rect.right / SAMPLING);
    const bottom = Math.ceil(rect.bottom / SAMPLING);
    for (let py = Math.floor(rect.top / SAMPLING); py < bottom; py++) {
      for (let px = Math.floor(rect.left / SAMPLING); px < right; px++) {
        const corner = py * SAMPLING * width + px * SAMPLING;
        let covered = 0;
        for (let k = 0; k < 4; k++) {
          const first = corner + (k & 1) + (k >> 1) * width;
          const id = material[first] as number;
          if (id === 0) continue;
          if (covered === 0) lit.fill(0);
          let alike = 0;
          for (let j = k; j < 4; j++) {
            const at = corner + (j & 1) + (j >> 1) * width;
            if (material[at] !== id) continue;
            material[at] = 0;
            alike++;
          }
          loadMaterial(sample, numbers, id);
          setView(sample, sampleCamera, this.#rays.across[px * SAMPLING] as number, this.#rays.above[py * SAMPLING] as number);
          sample.glow += lamp;
          sample.normal = normal[first] as number;
          addLight(sample, this.#tables, lit, 0, alike / 4);
          covered += alike;
        }
        if (covered === 0) continue;
        const share = covered / 4;
        const at = (py * camera.width + px) * 3;
        this.#touched[at / 3] = 1;
        linear[at] = (linear[at] as number) * (1 - share) + (lit[0] as number);
        linear[at + 1] = (linear[at + 1] as number) * (1 - share) + (lit[1] as number);
        linear[at + 2] = (linear[at + 2] as number) * (1 - share) + (lit[2] as number);
      }
    }
  }
}
