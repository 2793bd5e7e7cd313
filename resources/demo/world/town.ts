import { between, type Random } from '../random.ts';
import type { Lamp } from '../render/lamp.ts';
import type { Instance } from '../render/instance.ts';
import type { Light } from '../render/light.ts';
import type { MaterialTable } from '../render/material.ts';
import type { Vec3 } from '../render/vec.ts';
import { groundOf, halfWidth, type Layout, type Road } from './layout.ts';
import { groundMaterial, STREET } from './materials.ts';
import { bin, bollard, building, groundMesh, hedge, signalMesh, signPost, stand, streetLamp, tree } from './things.ts';

export interface Town {
  readonly instances: readonly Instance[];
  readonly lamps: readonly Lamp[];
}

/** How far the town is built, metres from the middle. */
const REACH_M = 84;

/** Houses, trees and street furniture round a layout; nothing stands close in front of `eye`. */
export function buildTown(materials: MaterialTable, random: Random, layout: Layout, light: Light, eye: Vec3, aim: Vec3): Town {
  const clear = (x: number, y: number, room: number): boolean => !hidesView(eye, aim, x, y, room) && !inCarPark(layout, x, y, room);
  const instances: Instance[] = [stand(materials, groundMesh(), [groundMaterial(groundOf(layout), light.wetness)], { x: 0, y: 0, yaw: 0 })];
  for (const [x0, y0, x1, y1] of quarters(layout)) {
    instances.push(...houses(materials, random, [x0, y0, x1, y1], light, clear));
  }
  const lamps: Lamp[] = [];
  for (const road of layout.roads) addStreetside(materials, random, layout, road, light, clear, instances, lamps);
  if (layout.roads.length > 1 && layout.crossings && !layout.signals) addSignals(materials, layout, instances);
  return { instances, lamps };
}

/** Whether something of that size would stand between the camera and what it watches. */
function hidesView(eye: Vec3, aim: Vec3, x: number, y: number, room: number): boolean {
  const [dx, dy] = [aim[0] - eye[0], aim[1] - eye[1]];
  const length = Math.hypot(dx, dy) || 1;
  const along = ((x - eye[0]) * dx + (y - eye[1]) * dy) / length;
  const aside = Math.abs((x - eye[0]) * dy - (y - eye[1]) * dx) / length;
  return along > -3 - room && along < length * 1.15 && aside < Math.max(0, along) * 0.75 + room + 2;
}

function inCarPark({ carPark }: Layout, x: number, y: number, room: number): boolean {
  if (!carPark) return false;
  const [low, high] = [Math.min(...carPark.rows), Math.max(...carPark.rows)];
  return x > carPark.from - 10 - room && x < carPark.to + 10 + room && y > low - 9 - room && y < high + 10 + room;
}

/** The building land between the pavements, as rectangles. */
function quarters({ roads, pavement }: Layout): [number, number, number, number][] {
  const spans = (axis: 'x' | 'y'): [number, number][] => {
    const edges = roads
      .filter((road) => road.along !== axis)
      .map((road): [number, number] => [road.at - halfWidth(road) - pavement, road.at + halfWidth(road) + pavement]);
    edges.sort((a, b) => a[0] - b[0]);
    const free: [number, number][] = [];
    let from = -REACH_M;
    for (const [low, high] of edges) {
      free.push([from, low]);
      from = high;
    }
    return [...free, [from, REACH_M]];
  };
  return spans('x').flatMap(([x0, x1]) => spans('y').map(([y0, y1]): [number, number, number, number] => [x0, y0, x1, y1]));
}

function houses(
  materials: MaterialTable,
  random: Random,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  light: Light,
  clear: (x: number, y: number, room: number) => boolean,
): Instance[] {
  const built: Instance[] = [];
  let x = x0 + between(random, 0.5, 3);
  while (x < x1 - 6) {
    const width = between(random, 7, 15);
    let y = y0 + between(random, 0.5, 3);
    while (y < y1 - 6) {
      const depth = between(random, 7, 15);
      const [right, top] = [Math.min(x + width, x1 - 1), Math.min(y + depth, y1 - 1)];
      const [cx, cy] = [(x + right) / 2, (y + top) / 2];
      if (clear(cx, cy, Math.max(right - x, top - y) * 0.7)) {
        if (random() < 0.8)
          built.push(...building(materials, random, [x, y, right, top], between(random, 5, 16), light.lampsOn ? 0.35 : 0));
        else built.push(tree(materials, random, cx, cy));
      } else if (random() < 0.2 && clear(cx, cy, 3)) built.push(tree(materials, random, cx, cy));
      y = top + between(random, 0.5, 5);
    }
    x += width + between(random, 0.5, 5);
  }
  return built;
}

function addStreetside(
  materials: MaterialTable,
  random: Random,
  layout: Layout,
  road: Road,
  light: Light,
  clear: (x: number, y: number, room: number) => boolean,
  instances: Instance[],
  lamps: Lamp[],
): void {
  const onRoad = (x: number, y: number): boolean =>
    layout.roads.some((other) => Math.abs((other.along === 'x' ? y : x) - other.at) < halfWidth(other) + 0.6);
  for (const side of [1, -1]) {
    const kerb = road.at + side * halfWidth(road);
    for (let along = -70; along < 75; along += between(random, 5, 9)) {
      const place = (away: number): [number, number] => (road.along === 'x' ? [along, kerb + side * away] : [kerb + side * away, along]);
      const [x, y] = place(0.9);
      if (onRoad(x, y)) continue;
      const facing = road.along === 'x' ? (-side * Math.PI) / 2 : side === 1 ? Math.PI : 0;
      const choice = random();
      if (choice < 0.3 && clear(x, y, 0.4)) {
        instances.push(streetLamp(materials, x, y, facing, light.lampsOn));
        if (light.lampsOn) lamps.push({ x: x + Math.cos(facing) * 1.9, y: y + Math.sin(facing) * 1.9, z: 7.9, strength: 0.55 });
      } else if (choice < 0.5 && clear(...place(1.8), 3)) instances.push(tree(materials, random, ...place(1.8)));
      else if (choice < 0.62 && clear(x, y, 0.5)) instances.push(signPost(materials, random, x, y, facing + Math.PI / 2));
      else if (choice < 0.74 && clear(x, y, 0.2)) instances.push(bollard(materials, x, y));
      else if (choice < 0.82 && clear(...place(1.4), 0.2)) instances.push(bin(materials, ...place(1.4)));
      else if (choice < 0.9 && layout.beyond === 'grass' && !onRoad(...place(3)))
        instances.push(hedge(materials, random, ...place(layout.pavement + 1), 4));
    }
  }
}

/** A dead signal at each corner, for pictures without traffic. */
function addSignals(materials: MaterialTable, { roads }: Layout, instances: Instance[]): void {
  const [a, b] = [roads.find((road) => road.along === 'x'), roads.find((road) => road.along === 'y')];
  if (!a || !b) return;
  const mesh = signalMesh();
  for (const sx of [1, -1]) {
    for (const sy of [1, -1]) {
      const pose = {
        x: b.at + sx * (halfWidth(b) + 0.7),
        y: a.at + sy * (halfWidth(a) + 0.7),
        yaw: sx * sy > 0 ? (sx > 0 ? 0 : Math.PI) : sx > 0 ? -Math.PI / 2 : Math.PI / 2,
      };
      instances.push(stand(materials, mesh, [STREET.signal, STREET.redOn, STREET.lens, STREET.lens], pose));
    }
  }
}
