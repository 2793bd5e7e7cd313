import { DIRECTION_TABLE, DIRECTIONS } from './normals.ts';
import { roughNoise } from '../random.ts';
import { dot, normalise, type Vec3 } from './vec.ts';

/** Time of day and weather. Colours are linear light. */
export interface Light {
  /** Towards the sun (or moon). */
  readonly sun: Vec3;
  readonly sunColour: Vec3;
  readonly zenith: Vec3;
  readonly horizon: Vec3;
  /** Light thrown back by the ground. */
  readonly bounce: Vec3;
  /** Multiplies everything before the film. */
  readonly exposure: number;
  /** 0 clear sky .. 1 closed. */
  readonly clouds: number;
  /** Share of light lost in 100 m of air, 0..1, towards the horizon's colour. */
  readonly haze: number;
  /** Lamps burn: head lamps, street lamps, windows. */
  readonly lampsOn: boolean;
  /** 0 dry .. 1 standing water on the road. */
  readonly wetness: number;
}

/** The light of every direction, worked out once. */
export interface LightTables {
  readonly light: Light;
  /** Float32Array [65536]: cosine to the sun, 0 on the far side. */
  readonly sunOn: Float32Array;
  /** Float32Array [65536, 3]: light of sky and ground falling on a surface with that normal. */
  readonly ambient: Float32Array;
  /** Float32Array [65536, 3]: what a mirror would show in that direction. */
  readonly surroundings: Float32Array;
}

export function buildLightTables(light: Light): LightTables {
  const sunOn = new Float32Array(DIRECTIONS);
  const ambient = new Float32Array(DIRECTIONS * 3);
  const surroundings = new Float32Array(DIRECTIONS * 3);
  const sun = normalise(light.sun);
  for (let index = 0; index < DIRECTIONS; index++) {
    const direction: Vec3 = [
      DIRECTION_TABLE[index * 3] as number,
      DIRECTION_TABLE[index * 3 + 1] as number,
      DIRECTION_TABLE[index * 3 + 2] as number,
    ];
    const facing = dot(direction, sun);
    sunOn[index] = Math.max(0, facing);
    const upward = 0.5 + 0.5 * direction[2];
    // Walls and trees hide the lower sky: a little less light sideways than the open hemisphere would give.
    const open = upward * (0.55 + 0.45 * upward) * (0.6 + 0.4 * light.clouds);
    for (let k = 0; k < 3; k++) {
      const sky = (light.zenith[k] as number) * 0.6 + (light.horizon[k] as number) * 0.4;
      ambient[index * 3 + k] = sky * open + (light.bounce[k] as number) * (1 - upward);
    }
    surroundings.set(surroundingsAt(light, direction, facing), index * 3);
  }
  return { light, sunOn, ambient, surroundings };
}

/** The sky as the camera sees it, clouds and all. */
export function skyColour(light: Light, [x, y, z]: Vec3): Vec3 {
  const height = Math.max(0, z);
  const t = height ** 0.45;
  const reach = 1 / (height + 0.12);
  const cloud = Math.min(1, Math.max(0, (roughNoise(x * reach * 1.3 + 7, y * reach * 1.3, 91) - 0.62 + light.clouds * 0.5) * 3));
  const white = 0.75 + 0.35 * roughNoise(x * reach * 3, y * reach * 3, 17);
  const blend = (k: 0 | 1 | 2): number => {
    const clear = light.horizon[k] + (light.zenith[k] - light.horizon[k]) * t;
    return clear + (light.horizon[k] * white - clear) * cloud * (0.4 + 0.6 * light.clouds);
  };
  return [blend(0), blend(1), blend(2)];
}

/** Sky above, a broken line of houses and trees round the horizon, road below. */
function surroundingsAt(light: Light, direction: Vec3, facing: number): Vec3 {
  const [x, y, z] = direction;
  const azimuth = Math.atan2(y, x);
  const skyline = 0.06 + 0.22 * roughNoise(azimuth * 2.5 + 10, 0, 5);
  const gleam = facing > 0 ? facing ** 600 * 40 + facing ** 60 * 1.2 : 0;
  const blend = (k: 0 | 1 | 2): number => {
    if (z < -0.02) return light.bounce[k] * (0.8 + 0.5 * Math.min(1, -z * 2));
    if (z < skyline) return light.horizon[k] * (0.18 + 0.25 * roughNoise(azimuth * 9, z * 20, 6)) + light.bounce[k] * 0.3;
    return light.horizon[k] + (light.zenith[k] - light.horizon[k]) * z ** 0.5 + light.sunColour[k] * gleam;
  };
  return [blend(0), blend(1), blend(2)];
}
