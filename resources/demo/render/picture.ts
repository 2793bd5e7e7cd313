import { type Backdrop, SAMPLING } from './backdrop.ts';
import { addBeam, type Beam } from './beam.ts';
import { castContactShadow, castSunShadow, createShadowMask, type ShadowMask, softenMask } from './cast-shadow.ts';
import { Film, type FilmLook } from './film.ts';
import { createGBuffer, type GBuffer, type PixelRect } from './gbuffer.ts';
import type { Instance } from './instance.ts';
import { lampLight } from './lamp.ts';
import type { LightTables } from './light.ts';
import type { MaterialTable } from './material.ts';
import { drawInstance } from './rasterise.ts';
import { addLight, createSample, loadMaterial, type Rays, raysOf, setView } from './shade.ts';
import { sunReaches } from './shadow-map.ts';
import type { Glow } from './glow.ts';
import { addGlow } from './glow.ts';

/** A moving thing as the picture needs it. */
export interface Actor {
  readonly parts: readonly Instance[];
  /** Length and width on the ground, metres; null for things carried by others. */
  readonly footprint: readonly [length: number, width: number] | null;
}

/** Draws the moving things of one moment over a backdrop. Not re-entrant: buffers are reused from frame to frame. */
export class PictureMaker {
  readonly #backdrop: Backdrop;
  readonly #materials: MaterialTable;
  readonly #tables: LightTables;
  readonly #film: Film;
  readonly #rays: Rays;
  readonly #linear: Float32Array;
  readonly #mask: ShadowMask;
  readonly #samples: GBuffer;
  readonly #sample = createSample();
  readonly #rgb: Uint8ClampedArray;

  constructor(backdrop: Backdrop, materials: MaterialTable, tables: LightTables, look: FilmLook) {
    const { width, height } = backdrop.camera;
    this.#backdrop = backdrop;
    this.#materials = materials;
    this.#tables = tables;
    this.#film = new Film(width, height, look);
    this.#rays = raysOf(backdrop.sampleCamera);
    this.#linear = new Float32Array(width * height * 3);
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
    return { samples: this.#samples, whole };
  }

  /** @returns bytes `[height, width, 3]`, valid until the next call. @param grain seeds the noise of this frame. */
  draw(actors: readonly Actor[], glows: readonly Glow[], grain: number, beams: readonly Beam[] = []): Uint8ClampedArray {
    const { colour, samples, camera, sampleCamera } = this.#backdrop;
    this.#linear.set(colour);
    this.#samples.nearness.set(samples.nearness);
    this.#castShadows(actors);
    for (const beam of beams) addBeam(this.#linear, this.#backdrop.ground, camera, beam);
    this.#samples.material.fill(0);
    for (const actor of this.#nearFirst(actors)) {
      for (const part of actor.parts) {
        const rect = drawInstance(this.#samples, sampleCamera, part);
        if (rect) this.#shade(rect, part);
      }
    }
    for (const glow of glows) addGlow(this.#linear, camera, glow, this.#samples.nearness, SAMPLING);
    this.#film.develop(this.#linear, this.#rgb, grain);
    return this.#rgb;
  }

  #nearFirst(actors: readonly Actor[]): Actor[] {
    const { position } = this.#backdrop.camera;
    const away = ({ parts: [part] }: Actor): number => (part ? Math.hypot(part.pose.x - position[0], part.pose.y - position[1]) : 0);
    return [...actors].sort((a, b) => away(a) - away(b));
  }

  #castShadows(actors: readonly Actor[]): void {
    const { camera } = this.#backdrop;
    const { sun, sunColour } = this.#tables.light;
    this.#mask.sun.fill(0);
    this.#mask.sky.fill(0);
    let touched: PixelRect | null = null;
    for (const { parts, footprint } of actors) {
      for (const [index, part] of parts.entries()) {
        if (sunColour[1] > 0.05) touched = join(touched, castSunShadow(this.#mask, camera, part, sun));
        if (index === 0 && footprint) touched = join(touched, castContactShadow(this.#mask, camera, part, footprint));
      }
    }
    if (!touched) return;
    softenMask(this.#mask, touched);
    this.#darken(touched);
  }

  #darken({ left, top, right, bottom }: PixelRect): void {
    const { camera, sunShare, ground } = this.#backdrop;
    const linear = this.#linear;
    for (let y = top; y < bottom; y++) {
      for (let x = left, at = y * camera.width + left; x < right; x++, at++) {
        const sun = this.#mask.sun[at] as number;
        const sky = this.#mask.sky[at] as number;
        if ((sun === 0 && sky === 0) || ground[at] === 0) continue;
        const share = sunShare[at] as number;
        const kept = share * (1 - sun / 255) + (1 - share) * (1 - (sky / 255) * 0.8);
        for (let k = at * 3; k < at * 3 + 3; k++) linear[k] = (linear[k] as number) * kept;
      }
    }
  }

  /**
   * Lights the samples a part has just won and mixes them into the picture by the share of the pixel they cover. Parts come nearest
   * first, so a sample once lit is never hidden later; `material` is the mark of an unlit sample and cleared here.
   */
  #shade(rect: PixelRect, { pose }: Instance): void {
    const { camera, sampleCamera } = this.#backdrop;
    const { material, normal, nearness, width } = this.#samples;
    const sample = this.#sample;
    const part = 1 / (SAMPLING * SAMPLING);
    sample.sun = sunReaches(this.#backdrop.shadows, pose.x, pose.y, (pose.z ?? 0) + 1);
    // One number a part: lamps are far above, so their light differs little over a car.
    const lamps = 0.75 * lampLight(this.#backdrop.lamps, [pose.x, pose.y, 1], UPWARDS);
    const lit = new Float32Array(3);
    for (let py = Math.floor(rect.top / SAMPLING); py < Math.ceil(rect.bottom / SAMPLING); py++) {
      for (let px = Math.floor(rect.left / SAMPLING); px < Math.ceil(rect.right / SAMPLING); px++) {
        let covered = 0;
        lit[0] = 0;
        lit[1] = 0;
        lit[2] = 0;
        for (let sy = py * SAMPLING; sy < py * SAMPLING + SAMPLING; sy++) {
          for (let sx = px * SAMPLING; sx < px * SAMPLING + SAMPLING; sx++) {
            const at = sy * width + sx;
            const id = material[at] as number;
            if (id === 0) continue;
            material[at] = 0;
            covered++;
            loadMaterial(sample, this.#materials.numbers, id);
            setView(sample, sampleCamera, this.#rays.across[sx] as number, this.#rays.above[sy] as number);
            sample.glow += lamps;
            sample.normal = normal[at] as number;
            sample.distance = 1 / (nearness[at] as number);
            addLight(sample, this.#tables, lit, 0);
          }
        }
        if (covered === 0) continue;
        const at = (py * camera.width + px) * 3;
        const rest = 1 - covered * part;
        for (let k = 0; k < 3; k++) this.#linear[at + k] = (this.#linear[at + k] as number) * rest + (lit[k] as number) * part;
      }
    }
  }
}

const UPWARDS = [0, 0, 1];

function join(a: PixelRect | null, b: PixelRect | null): PixelRect | null {
  if (!a || !b) return a ?? b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
