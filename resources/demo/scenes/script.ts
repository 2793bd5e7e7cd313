import type { VehicleKind } from '../cast.ts';
import type { Weather } from '../lights.ts';
import type { Pose } from '../render/instance.ts';
import type { Vec3 } from '../render/vec.ts';
import type { Trip } from '../traffic/traffic.ts';
import type { SignalPlan } from '../traffic/signals.ts';
import type { Walk } from '../traffic/walk.ts';
import type { Layout } from '../world/layout.ts';

/** Everything that makes a demo scene. It starts and ends empty, so it can be played in a loop. */
export interface SceneScript {
  readonly name: SceneName;
  readonly seconds: number;
  readonly seed: number;
  readonly weather: Weather;
  /** Anticlockwise from east, and over the horizon. */
  readonly sunDeg: readonly [azimuth: number, height: number];
  readonly layout: Layout;
  readonly eye: Vec3;
  readonly aim: Vec3;
  readonly fovDeg: number;
  readonly trips: readonly Trip[];
  readonly signals: SignalPlan;
  readonly walks: readonly Walk[];
  readonly parked: readonly { readonly kind: VehicleKind; readonly pose: Pose }[];
}

export const sceneNames = ['collision', 'traffic', 'car-park', 'rear-end'] as const;
export type SceneName = (typeof sceneNames)[number];
