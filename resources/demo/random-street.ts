import { createPerson, createVehicle, type Figure, LABEL_OF, sizeOf, type VehicleKind } from './cast.ts';
import { filmOf, lightOf, type Weather } from './lights.ts';
import type { Lamps } from './palettes.ts';
import { between, pick, type Random } from './random.ts';
import { buildBackdrop } from './render/backdrop.ts';
import { type Camera, groundPoint, lookAt, project } from './render/camera.ts';
import type { Glow } from './render/glow.ts';
import type { Pose } from './render/instance.ts';
import { buildLightTables } from './render/light.ts';
import { MaterialTable } from './render/material.ts';
import { type Actor, PictureMaker } from './render/picture.ts';
import type { Vec3 } from './render/vec.ts';
import { halfWidth, type Layout, type Road } from './world/layout.ts';
import { buildTown } from './world/town.ts';

/** One random place with its camera and light; figures are strewn anew for every picture. */
export interface RandomStreet {
  readonly maker: PictureMaker;
  readonly weather: Weather;
  readonly strew: () => { actors: Actor[]; glows: Glow[]; figures: Figure[] };
}

const KINDS: readonly VehicleKind[] = [
  ...(['sedan', 'hatch', 'mpv', 'mpv', 'suv', 'suv', 'pickup', 'van'] as const),
  ...(['bus', 'minibus', 'box-truck', 'box-truck', 'flatbed'] as const),
  ...(['motorcycle', 'motorcycle', 'motorcycle', 'motorcycle', 'bicycle'] as const),
];
const WEATHERS: readonly Weather[] = ['sunny', 'sunny', 'sunny', 'hazy', 'overcast', 'overcast', 'rain', 'dusk', 'night'];

export function createRandomStreet(random: Random, width: number, height: number): RandomStreet {
  const weather = pick(random, WEATHERS);
  const light = lightOf(weather, random() * 360, between(random, 25, 75));
  const layout = randomLayout(random);
  const { camera, eye, aim } = randomCamera(random, layout, width, height);
  const materials = new MaterialTable();
  const tables = buildLightTables(light);
  const town = buildTown(materials, random, layout, light, eye, aim);
  const backdrop = buildBackdrop(camera, town.instances, materials, tables, town.lamps);
  const maker = new PictureMaker(backdrop, materials, tables, filmOf(light, random));
  return { maker, weather, strew: () => new Strewer(random, materials, camera, layout, light.lampsOn).strew() };
}

function randomLayout(random: Random): Layout {
  const laneWidth = between(random, 3, 3.6);
  const main: Road = { along: 'x', at: 0, lanesEachWay: pick(random, [1, 2, 2, 3]), laneWidth, oneWay: random() < 0.15 };
  const cross: Road = { along: 'y', at: between(random, -4, 4), lanesEachWay: pick(random, [1, 1, 2]), laneWidth };
  return {
    seed: Math.floor(random() * 1e6),
    roads: random() < 0.7 ? [main, cross] : [main],
    pavement: between(random, 1.8, 4.5),
    crossings: random() < 0.7,
    beyond: pick(random, ['grass', 'paved']),
  };
}

function randomCamera(
  random: Random,
  { roads, pavement }: Layout,
  width: number,
  height: number,
): { camera: Camera; eye: Vec3; aim: Vec3 } {
  const side = random() < 0.5 ? 1 : -1;
  const away = halfWidth(roads[0] as Road) + between(random, 0.5, pavement + 6);
  const eye: Vec3 = [between(random, -22, -6), -side * away, between(random, 3.5, 11)];
  const aim: Vec3 = [between(random, 0, 16), side * between(random, -4, 7), between(random, 0, 1.2)];
  const rollDeg = between(random, -1.5, 1.5);
  return { eye, aim, camera: lookAt(eye, aim, { fovDeg: between(random, 38, 78), width, height, rollDeg }) };
}

class Strewer {
  readonly #random: Random;
  readonly #materials: MaterialTable;
  readonly #camera: Camera;
  readonly #layout: Layout;
  readonly #lampsOn: boolean;
  readonly #taken: { x: number; y: number; radius: number }[] = [];
  readonly #actors: Actor[] = [];
  readonly #glows: Glow[] = [];
  readonly #figures: Figure[] = [];
  #nextId = 1;

  constructor(random: Random, materials: MaterialTable, camera: Camera, layout: Layout, lampsOn: boolean) {
    this.#random = random;
    this.#materials = materials;
    this.#camera = camera;
    this.#layout = layout;
    this.#lampsOn = lampsOn;
  }

  strew(): { actors: Actor[]; glows: Glow[]; figures: Figure[] } {
    const density = between(this.#random, 4, 26);
    for (let i = 0; i < density; i++) this.#vehicle();
    if (this.#random() < 0.15) this.#crash();
    const crowd = between(this.#random, 0, 14);
    for (let i = 0; i < crowd; i++) this.#person();
    return { actors: this.#actors, glows: this.#glows, figures: this.#figures };
  }

  /** A point on the ground that the camera sees. */
  #spot(): Vec3 | null {
    const { width, height } = this.#camera;
    const point = groundPoint(this.#camera, this.#random() * width, height * between(this.#random, 0.1, 1.05));
    return point && project(this.#camera, point).distance < 60 ? point : null;
  }

  #vehicle(): void {
    const spot = this.#spot();
    if (!spot) return;
    const road = pick(this.#random, this.#layout.roads);
    const half = halfWidth(road);
    const across = (road.along === 'x' ? spot[1] : spot[0]) - road.at;
    if (Math.abs(across) > half) return;
    const lane = Math.min(road.oneWay ? road.lanesEachWay - 1 : road.lanesEachWay * 2 - 1, Math.floor((across + half) / road.laneWidth));
    const middle = road.at - half + (lane + 0.5) * road.laneWidth + between(this.#random, -0.35, 0.35);
    const onLeft = road.oneWay === true || middle > road.at === (road.along === 'x');
    const heading = (road.along === 'x' ? 0 : Math.PI / 2) + (onLeft ? 0 : Math.PI);
    const turn = this.#random() < 0.12 ? between(this.#random, -0.9, 0.9) : between(this.#random, -0.05, 0.05);
    const [x, y] = road.along === 'x' ? [spot[0], middle] : [middle, spot[1]];
    this.#place(pick(this.#random, KINDS), { x, y, yaw: heading + turn }, this.#random() < 0.3);
  }

  #place(kind: VehicleKind, pose: Pose, braking: boolean, touching = false): void {
    const [length, width] = sizeOf(kind);
    const radius = length * 0.42 + width * 0.1;
    if (!touching && this.#taken.some((other) => Math.hypot(other.x - pose.x, other.y - pose.y) < other.radius + radius)) return;
    this.#taken.push({ x: pose.x, y: pose.y, radius });
    const lamps: Lamps = { head: this.#lampsOn, tail: this.#lampsOn, brake: braking };
    for (const figure of createVehicle(this.#materials, this.#random, kind, this.#takeId(2))) {
      this.#figures.push(figure);
      this.#actors.push(figure.actor(pose, lamps));
    }
    if (this.#lampsOn && LABEL_OF[kind] !== 'bicycle')
      this.#glows.push(...lampGlows(pose, length, width, LABEL_OF[kind] === 'motorcycle', this.#camera));
  }

  /** Two cars run into each other, at odd angles. */
  #crash(): void {
    const spot = this.#spot();
    if (!spot) return;
    const yaw = this.#random() * 6.28;
    const kind = pick(this.#random, ['sedan', 'hatch', 'mpv', 'suv'] as const);
    const turned = yaw + Math.PI / 2 + between(this.#random, -0.7, 0.7);
    const gap = 3.0;
    this.#place(kind, { x: spot[0], y: spot[1], yaw }, true, true);
    this.#place('mpv', { x: spot[0] - Math.cos(turned) * gap, y: spot[1] - Math.sin(turned) * gap, yaw: turned }, true, true);
  }

  #person(): void {
    const spot = this.#spot();
    if (!spot || project(this.#camera, spot).distance > 38) return;
    const inRoad = this.#layout.roads.some((road) => Math.abs((road.along === 'x' ? spot[1] : spot[0]) - road.at) < halfWidth(road));
    if (inRoad && this.#random() < 0.55) return;
    if (this.#taken.some((other) => Math.hypot(other.x - spot[0], other.y - spot[1]) < other.radius + 0.3)) return;
    this.#taken.push({ x: spot[0], y: spot[1], radius: 0.35 });
    const person = createPerson(this.#materials, this.#random, this.#takeId(1));
    this.#figures.push(person);
    this.#actors.push(
      person.actor({ x: spot[0], y: spot[1], yaw: this.#random() * 6.28 }, undefined, this.#random() < 0.25 ? null : this.#random() * 2),
    );
  }

  #takeId(count: number): number {
    this.#nextId += count;
    return this.#nextId - count;
  }
}

/** Head lamps dazzle when they point at the camera; tail lamps glow a little. */
export function lampGlows(pose: Pose, length: number, width: number, single: boolean, camera: Camera): Glow[] {
  const [c, s] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
  const glows: Glow[] = [];
  for (const side of single ? [0] : [1, -1]) {
    const at = (along: number, height: number): Vec3 => {
      const y = side * (width / 2 - 0.3);
      return [pose.x + along * c - y * s, pose.y + along * s + y * c, height];
    };
    const front = at(length / 2, 0.75);
    const towards =
      ((camera.position[0] - front[0]) * c + (camera.position[1] - front[1]) * s) /
      Math.hypot(camera.position[0] - front[0], camera.position[1] - front[1]);
    if (towards > 0.2) glows.push({ at: front, radius: 0.5, colour: [0.2, 0.19, 0.17], strength: towards * towards * 1.2 });
    if (towards < -0.2) glows.push({ at: at(-length / 2, 0.9), radius: 0.3, colour: [0.1, 0.01, 0.005], strength: 0.8 });
  }
  return glows;
}
