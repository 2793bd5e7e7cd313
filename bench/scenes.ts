import sharp from 'sharp';

const width = 640;
const height = 360;

/**
 * One scene under sensor noise, as a camera that looks at nothing sends it: every picture differs, nothing moves. Identical bytes would be
 * too kind: no camera sends them.
 */
export async function unchangingPictures(count: number): Promise<Buffer[]> {
  const scene = streetPixels();
  const random = pseudoRandom(7);
  return Promise.all(Array.from({ length: count }, () => encode(withNoise(scene, random, 3))));
}

/** The same scene with a bright block driving through, so that the motion gate opens on every picture. */
export async function movingPictures(count: number): Promise<Buffer[]> {
  const scene = streetPixels();
  const random = pseudoRandom(11);
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const pixels = withNoise(scene, random, 3);
      const left = Math.round(((width - 120) * index) / count);
      for (let y = 200; y < 270; y += 1) for (let x = left; x < left + 120; x += 1) pixels.set([200, 40, 40], (y * width + x) * 3);
      return encode(pixels);
    }),
  );
}

/** A road, a kerb, lane marks and blocks for houses: edges and textures for the encoder to work on. */
function streetPixels(): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const road = y > 150;
      const lane = road && Math.abs(y - 255) < 3 && x % 80 < 40;
      const house = !road && (x * 7) % 190 > 60 && y > 40 + ((x >> 6) % 4) * 15;
      const window = house && x % 24 < 10 && y % 28 < 14;
      const grey = lane ? 220 : road ? 90 + ((x * 13 + y * 7) % 9) : window ? 60 : house ? 140 : 190 - (y >> 1);
      pixels.set([grey, grey, Math.min(255, grey + (house ? 0 : 12))], (y * width + x) * 3);
    }
  }
  return pixels;
}

function withNoise(pixels: Uint8Array, random: () => number, sigma: number): Uint8Array {
  // Sum of three uniform values: near enough to normal for sensor noise.
  return pixels.map((value) => Math.max(0, Math.min(255, value + Math.round((random() + random() + random() - 1.5) * 2 * sigma))));
}

function encode(pixels: Uint8Array): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** Mulberry32: the same pictures at every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
