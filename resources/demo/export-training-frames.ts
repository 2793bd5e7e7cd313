import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { Label } from './cast.ts';
import { createRandomStreet } from './random-street.ts';
import { between, seededRandom } from './random.ts';
import { readTruth, type TruthObject } from './truth.ts';

/**
 * Writes pictures of random streets with their boxes in YOLO's format, as extra material for training a detector:
 * `node resources/demo/export-training-frames.ts --out DIR [--count 600] [--val 100] [--seed 1]`.
 */

const CLASS_IDS: Record<Label, number> = { person: 0, bicycle: 1, car: 2, motorcycle: 3, bus: 4, truck: 5 };
/** Pictures of one place before the next is built: building costs as much as many pictures. */
const PICTURES_A_PLACE = 5;
const [WIDTH, HEIGHT] = [640, 360];

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    count: { type: 'string', default: '600' },
    val: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
if (!values.out) throw new Error('--out DIR is missing');
const seed = Number(values.seed);
await exportSplit(values.out, 'train', Number(values.count), seed * 100_003);
await exportSplit(values.out, 'val', Number(values.val), seed * 100_003 + 50_000);
await writeFile(path.join(values.out, 'classes.txt'), `${Object.keys(CLASS_IDS).join('\n')}\n`);

async function exportSplit(out: string, split: 'train' | 'val', count: number, firstSeed: number): Promise<void> {
  const [images, labels] = [path.join(out, 'images', split), path.join(out, 'labels', split)];
  await Promise.all([mkdir(images, { recursive: true }), mkdir(labels, { recursive: true })]);
  for (let done = 0; done < count; ) {
    const random = seededRandom(firstSeed + done);
    const street = createRandomStreet(random, WIDTH, HEIGHT);
    for (let i = 0; i < PICTURES_A_PLACE && done < count; i++, done++) {
      const { actors, glows, figures } = street.strew();
      const { samples, whole } = street.maker.drawObjects(actors);
      const truth = readTruth(samples, figures, whole);
      const rgb = street.maker.draw(actors, glows, firstSeed + done);
      const name = `${street.weather}-${String(firstSeed + done).padStart(7, '0')}`;
      await writeFile(path.join(labels, `${name}.txt`), truth.filter(isWorthLearning).map(yoloLine).join(''));
      let picture = sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
      if (random() < 0.5) picture = picture.blur(between(random, 0.3, 0.9));
      await writeFile(path.join(images, `${name}.jpg`), await picture.jpeg({ quality: Math.round(between(random, 45, 92)) }).toBuffer());
    }
    process.stdout.write(`${split} ${done}/${count}\r`);
  }
  process.stdout.write('\n');
}

function isWorthLearning({ bbox, share, pixels }: TruthObject): boolean {
  return (
    share >= 0.3 &&
    pixels >= 45 &&
    Math.max(bbox[2], bbox[3]) >= 10 &&
    Math.min(bbox[2], bbox[3]) >= 4 &&
    pixels / (bbox[2] * bbox[3]) > 0.12
  );
}

function yoloLine({ label, bbox: [x, y, w, h] }: TruthObject): string {
  const numbers = [(x + w / 2) / WIDTH, (y + h / 2) / HEIGHT, w / WIDTH, h / HEIGHT].map((value) => value.toFixed(6));
  return `${CLASS_IDS[label]} ${numbers.join(' ')}\n`;
}
