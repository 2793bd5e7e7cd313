import type { Box } from '../../../shared/schemas/primitives.ts';
import { createPerson, createVehicle, type Figure, LABEL_OF, sizeOf } from '../cast.ts';
import { filmOf, lightOf } from '../lights.ts';
import { dented } from '../mesh/dent.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { lampGlows } from '../random-street.ts';
import { seededRandom } from '../random.ts';
import { buildBackdrop } from '../render/backdrop.ts';
import type { Beam } from '../render/beam.ts';
import { type Camera, lookAt } from '../render/camera.ts';
import type { Glow } from '../render/glow.ts';
import { buildLightTables } from '../render/light.ts';
import { MaterialTable } from '../render/material.ts';
import { type Actor, PictureMaker } from '../render/picture.ts';
import { type Crash, driveTraffic, type TrafficRecord, type VehicleState } from '../traffic/traffic.ts';
import { walkerAt } from '../traffic/walk.ts';
import { readTruth, type TruthObject } from '../truth.ts';
import { buildTown } from '../world/town.ts';
import { Aftermath } from './aftermath.ts';
import type { SceneScript } from './script.ts';
import { signalActors, signalSet } from './signal-heads.ts';
import { betweenStates } from './states.ts';

export const FRAME_WIDTH = 640;
export const FRAME_HEIGHT = 360;

/** What is really in a scene's picture at a moment. */
export interface SceneTruth {
  readonly timeS: number;
  readonly objects: readonly TruthObject[];
  /** The accident from the blow until the cars have driven off; its box holds what is seen of the cars in it. */
  readonly accident: { readonly startedS: number; readonly bbox: Box | null; readonly ids: readonly number[] } | null;
}

/** Vehicles and their riders take ids in pairs, people follow after them. */
const vehicleId = (trip: number): number => 1 + trip * 2;
const PERSON_IDS = 1000;
const PARKED_IDS = 2000;

/** A scene that is set up and can be drawn at any moment. Setting up takes a second or two of work. */
export class Stage {
  readonly #script: SceneScript;
  readonly #materials = new MaterialTable();
  readonly #maker: PictureMaker;
  readonly #camera: Camera;
  readonly #record: TrafficRecord;
  readonly #vehicles: Figure[][];
  readonly #people: Figure[];
  readonly #parked: Figure[];
  readonly #aftermath: Aftermath[];
  readonly #dents = new Map<number, Mesh>();
  readonly #lampsOn: boolean;
  readonly #signals: ReturnType<typeof signalSet>;

  constructor(script: SceneScript) {
    this.#script = script;
    const random = seededRandom(script.seed);
    const light = lightOf(script.weather, ...script.sunDeg);
    const tables = buildLightTables(light);
    this.#lampsOn = light.lampsOn;
    this.#camera = lookAt(script.eye, script.aim, { fovDeg: script.fovDeg, width: FRAME_WIDTH, height: FRAME_HEIGHT });
    this.#record = driveTraffic(script.trips, script.signals, script.seconds);
    this.#vehicles = script.trips.map(({ kind }, trip) => createVehicle(this.#materials, random, kind, vehicleId(trip)));
    this.#people = script.walks.map((_, walk) => createPerson(this.#materials, random, PERSON_IDS + walk));
    this.#parked = script.parked.flatMap(({ kind }, i) => createVehicle(this.#materials, random, kind, PARKED_IDS + i * 2));
    this.#aftermath = this.#record.crashes.slice(0, 1).map((crash) => new Aftermath(crash, this.#materials));
    this.#signals = signalSet(script.layout, script.signals, this.#materials);
    const town = buildTown(this.#materials, random, script.layout, light, script.eye, script.aim);
    const standing = this.#parked.flatMap((figure) => figure.actor(this.#parkedPose(figure)).parts);
    const backdrop = buildBackdrop(this.#camera, [...town.instances, ...standing], this.#materials, tables, town.lamps);
    this.#maker = new PictureMaker(backdrop, this.#materials, tables, filmOf(light, random, 0.6));
  }

  get seconds(): number {
    return this.#script.seconds;
  }

  get crashes(): readonly Crash[] {
    return this.#record.crashes;
  }

  /** @returns bytes `[360, 640, 3]`, valid until the next call. The same moment gives the same bytes. */
  pictureAt(timeS: number): Uint8ClampedArray {
    const states = betweenStates(this.#record, timeS);
    const grain = Math.round(timeS * 1000) * 7919 + this.#script.seed;
    return this.#maker.draw(this.#actorsAt(states, timeS), this.#glowsAt(states, timeS), grain, this.#beamsAt(states));
  }

  truthAt(timeS: number): SceneTruth {
    const states = betweenStates(this.#record, timeS);
    const { samples, whole } = this.#maker.drawObjects(this.#actorsAt(states, timeS));
    const objects = readTruth(samples, [...this.#vehicles.flat(), ...this.#people, ...this.#parked], whole);
    return { timeS, objects, accident: this.#accidentAt(states, objects, timeS) };
  }

  #accidentAt(states: readonly VehicleState[], objects: readonly TruthObject[], timeS: number): SceneTruth['accident'] {
    const crash = this.#record.crashes[0];
    if (!crash || timeS < crash.timeS) return null;
    const involved = new Set(this.#record.crashes.flatMap(({ trips }) => trips));
    const leavesAt = Math.min(...[...involved].map((trip) => this.#script.trips[trip]?.leaves?.atS ?? this.#script.seconds));
    if (timeS > leavesAt || !states.some(({ trip }) => involved.has(trip))) return null;
    const ids = [...involved].map(vehicleId);
    return { startedS: crash.timeS, ids, bbox: around(objects.filter(({ id }) => ids.includes(id)).map(({ bbox }) => bbox)) };
  }

  #actorsAt(states: readonly VehicleState[], timeS: number): Actor[] {
    const actors: Actor[] = signalActors(this.#signals, timeS);
    for (const state of states) {
      const lamps = { head: this.#lampsOn, tail: this.#lampsOn, brake: state.braking };
      const { x, y, yaw, pitch } = state;
      for (const figure of this.#vehicles[state.trip] ?? [])
        actors.push(this.#withDents(state, timeS, figure.actor({ x, y, yaw, pitch }, lamps)));
    }
    for (const [index, walk] of this.#script.walks.entries()) {
      const walker = walkerAt(walk, index, timeS);
      const figure = this.#people[index];
      if (walker && figure) actors.push(figure.actor({ x: walker.x, y: walker.y, yaw: walker.yaw }, undefined, walker.walkedM));
    }
    return [...actors, ...this.#aftermath.flatMap((aftermath) => aftermath.actorsAt(timeS))];
  }

  /** A car in a crash keeps its dent from the blow on. */
  #withDents(state: VehicleState, timeS: number, actor: Actor): Actor {
    const crash = this.#record.crashes.find(({ trips, timeS: at }) => trips.includes(state.trip) && timeS >= at);
    const part = actor.parts[0];
    if (!crash || !part) return actor;
    let mesh = this.#dents.get(state.trip);
    if (!mesh) {
      const then = betweenStates(this.#record, crash.timeS).find(({ trip }) => trip === state.trip) ?? state;
      const [dx, dy, c, s] = [crash.x - then.x, crash.y - then.y, Math.cos(then.yaw), Math.sin(then.yaw)];
      mesh = dented(part.mesh, [dx * c + dy * s, dy * c - dx * s, 0.6], 1.5, 0.45);
      this.#dents.set(state.trip, mesh);
    }
    return { ...actor, parts: [{ ...part, mesh }] };
  }

  #glowsAt(states: readonly VehicleState[], timeS: number): Glow[] {
    const crash = this.#record.crashes[0];
    const struck = crash && states.find(({ trip }) => trip === crash.trips[1]);
    const nose = struck && { x: struck.x + Math.cos(struck.yaw) * 1.6, y: struck.y + Math.sin(struck.yaw) * 1.6 };
    const smoke = nose ? this.#aftermath.flatMap((aftermath) => aftermath.smokeAt(timeS, nose, this.#lampsOn ? 0.35 : 1)) : [];
    return [...smoke, ...(this.#lampsOn ? states.flatMap((state) => this.#lampsOf(state)) : [])];
  }

  #lampsOf(state: VehicleState): Glow[] {
    const kind = this.#script.trips[state.trip]?.kind ?? 'sedan';
    const [length, width] = sizeOf(kind);
    return LABEL_OF[kind] === 'bicycle' ? [] : lampGlows(state, length, width, kind === 'motorcycle', this.#camera);
  }

  #beamsAt(states: readonly VehicleState[]): Beam[] {
    if (!this.#lampsOn) return [];
    return states.map(({ trip, x, y, yaw }) => {
      const half = sizeOf(this.#script.trips[trip]?.kind ?? 'sedan')[0] / 2;
      return { x: x + Math.cos(yaw) * half, y: y + Math.sin(yaw) * half, yaw, strength: 1.3 };
    });
  }

  #parkedPose(figure: Figure): SceneScript['parked'][number]['pose'] {
    return this.#script.parked[Math.floor((figure.id - PARKED_IDS) / 2)]?.pose ?? { x: 0, y: 0, yaw: 0 };
  }
}

/** The box that holds them all. */
function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  return [left, top, Math.max(...boxes.map(([x, , w]) => x + w)) - left, Math.max(...boxes.map(([, y, , h]) => y + h)) - top];
}
