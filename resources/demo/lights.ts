import { between, type Random } from './random.ts';
import type { Light } from './render/light.ts';
import type { FilmLook } from './render/film.ts';
import type { Vec3 } from './render/vec.ts';

export type Weather = 'sunny' | 'hazy' | 'overcast' | 'rain' | 'dusk' | 'night';

/** Towards the sun from compass angle (anticlockwise from east) and height over the horizon. */
function sunAt(azimuthDeg: number, heightDeg: number): Vec3 {
  const [a, h] = [(azimuthDeg * Math.PI) / 180, (heightDeg * Math.PI) / 180];
  return [Math.cos(a) * Math.cos(h), Math.sin(a) * Math.cos(h), Math.sin(h)];
}

/** @param azimuthDeg where the sun stands, anticlockwise from east. */
export function lightOf(weather: Weather, azimuthDeg: number, heightDeg: number): Light {
  const sun = sunAt(azimuthDeg, heightDeg);
  const base = { sun, lampsOn: false, wetness: 0 };
  switch (weather) {
    case 'sunny':
      return {
        ...base,
        sunColour: [2.1, 1.95, 1.68],
        zenith: [0.36, 0.54, 0.9],
        horizon: [0.85, 0.94, 1.04],
        bounce: [0.2, 0.19, 0.165],
        exposure: 1.05,
        clouds: 0.25,
        haze: 0.08,
      };
    case 'hazy':
      return {
        ...base,
        sunColour: [1.2, 1.1, 0.95],
        zenith: [0.55, 0.62, 0.74],
        horizon: [0.88, 0.88, 0.86],
        bounce: [0.17, 0.16, 0.15],
        exposure: 1.5,
        clouds: 0.6,
        haze: 0.28,
      };
    case 'overcast':
      return {
        ...base,
        sunColour: [0.12, 0.12, 0.12],
        zenith: [0.8, 0.84, 0.9],
        horizon: [0.9, 0.92, 0.95],
        bounce: [0.16, 0.16, 0.16],
        exposure: 1.5,
        clouds: 1,
        haze: 0.16,
      };
    case 'rain':
      return {
        ...base,
        sunColour: [0.05, 0.05, 0.05],
        zenith: [0.55, 0.6, 0.66],
        horizon: [0.66, 0.7, 0.75],
        bounce: [0.12, 0.12, 0.13],
        exposure: 1.9,
        clouds: 1,
        haze: 0.4,
        lampsOn: true,
        wetness: 1,
      };
    case 'dusk':
      return {
        ...base,
        sunColour: [0.12, 0.09, 0.07],
        zenith: [0.12, 0.17, 0.32],
        horizon: [0.42, 0.3, 0.26],
        bounce: [0.06, 0.055, 0.05],
        exposure: 3,
        clouds: 0.5,
        haze: 0.15,
        lampsOn: true,
      };
    case 'night':
      return {
        ...base,
        sunColour: [0, 0, 0],
        zenith: [0.035, 0.045, 0.075],
        horizon: [0.09, 0.08, 0.075],
        bounce: [0.03, 0.028, 0.025],
        exposure: 5.5,
        clouds: 0.6,
        haze: 0.1,
        lampsOn: true,
      };
  }
}

/** @param grain 1 = a cheap camera's noise. */
export function filmOf(light: Light, random: Random, grain = 1): FilmLook {
  return {
    noise: grain * (light.exposure > 2.5 ? between(random, 3.5, 6) : between(random, 1.5, 4)),
    vignette: between(random, 0.1, 0.35),
    exposure: light.exposure * between(random, 0.95, 1.3),
    saturation: between(random, 0.75, 1.15),
    contrast: between(random, 1.02, 1.25),
  };
}
