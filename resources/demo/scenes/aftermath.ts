import { MeshBuilder, type Mesh } from '../mesh/mesh.ts';
import { box } from '../mesh/shapes.ts';
import { between, type Random, seededRandom } from '../random.ts';
import type { Glow } from '../render/glow.ts';
import type { Material, MaterialTable } from '../render/material.ts';
import { srgb } from '../render/material.ts';
import type { Actor } from '../render/picture.ts';
import type { Crash } from '../traffic/traffic.ts';

interface Chip {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly up: number;
  readonly turn: number;
  readonly size: number;
  readonly palette: Uint16Array;
}

const CHIPS = 16;
const GRAVITY = 9.81;
/** Road users and wind have scattered the bits by then. */
const SWEPT_AFTER_S = 26;
const PUFFS = 9;
const SMOKE_S = 14;

/** What a crash leaves behind: bits that fly and then lie, and steam from a broken radiator. */
export class Aftermath {
  readonly #crash: Crash;
  readonly #chips: Chip[];
  readonly #mesh: Mesh = new MeshBuilder().merge(box([-0.5, -0.5, -0.5], [0.5, 0.5, 0.5], 0)).build(20);

  constructor(crash: Crash, materials: MaterialTable) {
    this.#crash = crash;
    const random = seededRandom(Math.round(crash.timeS * 1000));
    this.#chips = Array.from({ length: CHIPS }, () => chip(crash, random, materials));
  }

  actorsAt(timeS: number): Actor[] {
    const since = timeS - this.#crash.timeS;
    if (since < 0 || since > SWEPT_AFTER_S) return [];
    return this.#chips.map(({ x, y, vx, vy, up, turn, size, palette }) => {
      const flight = (2 * up) / GRAVITY + 0.1;
      const t = Math.min(since, flight);
      // After landing a bit slides on for half a second.
      const slid = Math.min(0.5, Math.max(0, since - flight)) * 0.3;
      const z = Math.max(size / 2, 0.6 + up * t - (GRAVITY / 2) * t * t);
      const pose = { x: x + vx * (t + slid), y: y + vy * (t + slid), z, yaw: turn * t, pitch: turn * t * 0.7, scale: size };
      return { parts: [{ mesh: this.#mesh, pose, palette, object: 0 }], footprint: null };
    });
  }

  /** @param bonnet where the steam comes from now. */
  smokeAt(timeS: number, bonnet: { x: number; y: number }, light: number): Glow[] {
    const since = timeS - this.#crash.timeS - 0.4;
    if (since < 0 || since > SMOKE_S) return [];
    const fading = Math.min(1, (SMOKE_S - since) / 5);
    return Array.from({ length: PUFFS }, (_, i): Glow => {
      const age = (since + i * 0.37) % 3.3;
      const rising = Math.min(1, age * 2) * (1 - age / 3.3);
      return {
        at: [bonnet.x + Math.sin(i * 2.1) * 0.3 + age * 0.25, bonnet.y + Math.cos(i * 1.7) * 0.3, 0.9 + age * 0.75],
        radius: 0.45 + age * 0.5,
        colour: [0.55 * light, 0.56 * light, 0.58 * light],
        strength: 0.3 * rising * fading * Math.min(1, since),
        veil: true,
      };
    });
  }
}

function chip(crash: Crash, random: Random, materials: MaterialTable): Chip {
  const angle = random() * 2 * Math.PI;
  const speed = between(random, 0.8, 4);
  const colours: Material[] = [{ colour: srgb(40, 40, 42) }, { colour: srgb(190, 195, 200), mirror: 0.1 }, { colour: srgb(120, 30, 28) }];
  return {
    x: crash.x,
    y: crash.y,
    vx: Math.cos(angle) * speed,
    vy: Math.sin(angle) * speed,
    up: between(random, 0.5, 3),
    turn: between(random, -9, 9),
    size: between(random, 0.06, 0.2),
    palette: materials.palette([colours[Math.floor(random() * 3)] as Material]),
  };
}
