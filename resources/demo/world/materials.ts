import { latticeHash, roughNoise } from '../random.ts';
import { type Material, srgb } from '../render/material.ts';
import type { Vec3 } from '../render/vec.ts';
import type { GroundPaint } from './paint-ground.ts';

export const groundMaterial = (paint: GroundPaint, wetness: number): Material => ({
  colour: [0.1, 0.1, 0.1],
  mirror: wetness * 0.05,
  texture: (colour, point) => {
    paint(colour, point[0] as number, point[1] as number);
    const damp = 1 - wetness * 0.45;
    for (let k = 0; k < 3; k++) colour[k] = (colour[k] as number) * damp;
  },
});

/** A street front: rows of windows, a shop floor below, weather stains. */
export function facade(wall: Vec3, seed: number, lit: number, floorHeight = 3.2, bay = 2.6): Material {
  return {
    colour: wall,
    mirror: 0.01,
    texture: (colour, point, normal) => {
      const side = Math.abs(normal[0] as number) > Math.abs(normal[1] as number);
      const along = ((side ? point[1] : point[0]) as number) + 100;
      const height = point[2] as number;
      const stain = 0.8 + 0.3 * roughNoise(along * 0.3, height * 0.15, seed);
      for (let k = 0; k < 3; k++) colour[k] = (colour[k] as number) * stain;
      if ((normal[2] as number) > 0.5) return;
      const floor = Math.floor(height / floorHeight);
      const u = along / bay - Math.floor(along / bay);
      const v = height / floorHeight - floor;
      const inWindow = floor === 0 ? u > 0.08 && u < 0.92 && v > 0.05 && v < 0.78 : u > 0.2 && u < 0.8 && v > 0.3 && v < 0.82;
      if (!inWindow) return;
      const cell = latticeHash(Math.floor(along / bay), floor, seed);
      const frame = Math.abs(u - 0.5) < 0.02 || v < 0.34;
      const dark = frame ? 0.2 : 0.03 + cell * 0.07;
      colour[0] = dark;
      colour[1] = dark * 1.05;
      colour[2] = dark * 1.15;
      if (lit > 0 && cell < lit && !frame) {
        colour[0] = 2.4;
        colour[1] = 1.9;
        colour[2] = 1.1;
      }
    },
  };
}

/** Foliage: bright and dark clumps. */
export const foliage = (base: Vec3, seed: number): Material => ({
  colour: base,
  texture: (colour, point) => {
    const clump = roughNoise(
      (point[0] as number) * 1.7 + (point[2] as number),
      (point[1] as number) * 1.7 - (point[2] as number) * 0.8,
      seed,
    );
    const leaf = latticeHash(Math.floor((point[0] as number) * 9), Math.floor(((point[1] as number) + (point[2] as number)) * 9), seed);
    const k = 0.35 + clump * 0.9 + (leaf - 0.5) * 0.7;
    for (let c = 0; c < 3; c++) colour[c] = (colour[c] as number) * Math.max(0.15, k);
  },
});

const plain = (red: number, green: number, blue: number, mirror = 0): Material => ({ colour: srgb(red, green, blue), mirror });

export const STREET = {
  bark: plain(88, 70, 54),
  steel: plain(120, 124, 126, 0.08),
  darkSteel: plain(52, 55, 58, 0.05),
  concrete: plain(168, 164, 155),
  signal: plain(28, 28, 30, 0.04),
  redOn: { colour: [1, 0.08, 0.05], glow: 2.5 } satisfies Material,
  greenOn: { colour: [0.1, 1, 0.5], glow: 2 } satisfies Material,
  amberOn: { colour: [1, 0.55, 0.05], glow: 2.2 } satisfies Material,
  lens: plain(40, 38, 36),
  signBlue: plain(24, 70, 150, 0.03),
  signGreen: plain(20, 110, 70, 0.03),
  white: plain(225, 225, 220),
  red: plain(190, 40, 35),
  lampHead: { colour: [1, 0.85, 0.6], glow: 3 } satisfies Material,
} as const;
