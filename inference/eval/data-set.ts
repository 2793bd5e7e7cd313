import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Box } from '../../shared/schemas/primitives.ts';

/** One labelled picture of a set. */
export interface LabelledPicture {
  readonly file: string;
  /** Where its labels are; a file that is missing means that nothing is there to be found. */
  readonly labelFile: string;
}

export interface DataSet {
  readonly name: string;
  readonly pictures: readonly LabelledPicture[];
  /** Names in order of the label files' numbers; null = the model's own. */
  readonly classes: readonly string[] | null;
  /** Classes that are labelled wherever they appear; null = all. Others must not be counted: finding them would look wrong. */
  readonly labelled: readonly string[] | null;
}

/** One line of a label file, sides as shares of the picture's. */
export interface Label {
  readonly classIndex: number;
  readonly share: Box;
}

const pictureTypes = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff']);
const setsSchema = z.record(z.string(), z.object({ labelled_classes: z.array(z.string()) }));

/**
 * Finds YOLO-format sets in a folder: the folder itself, or each of its subfolders.
 * @param setsFile `sets.json` with `labelled_classes`; without it, one in the folder or beside it is looked for
 * @throws {Error} when there is none.
 */
export async function findDataSets(folder: string, setsFile: string | null): Promise<DataSet[]> {
  const own = await readDataSet(resolve(folder), setsFile);
  if (own) return [own];
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory()).map((entry) => readDataSet(resolve(folder, entry.name), setsFile));
  const found = (await Promise.all(inner)).filter((set) => set !== null);
  if (found.length === 0) throw new Error(`${folder} holds no pictures as images/val and labels/val, or images and labels`);
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

async function readDataSet(folder: string, setsFile: string | null): Promise<DataSet | null> {
  for (const part of ['val', 'valid', 'test', '']) {
    const names = await list(join(folder, 'images', part));
    const pictures = names.filter((name) => pictureTypes.has(extname(name).toLowerCase())).sort();
    if (pictures.length === 0) continue;
    return {
      name: basename(folder),
      pictures: pictures.map((name) => ({
        file: join(folder, 'images', part, name),
        labelFile: join(folder, 'labels', part, `${basename(name, extname(name))}.txt`),
      })),
      classes: await readClasses(folder),
      labelled: await readLabelled(folder, setsFile),
    };
  }
  return null;
}

async function readClasses(folder: string): Promise<string[] | null> {
  const text = await readText(join(folder, 'classes.txt'));
  if (text !== null)
    return text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  for (const name of (await list(folder)).filter((each) => /\.ya?ml$/i.test(each))) {
    const names = yamlNames((await readText(join(folder, name))) ?? '');
    if (names !== null) return names;
  }
  return null;
}

/**
 * The `names:` entry of a data.yaml in the three ways people write it: `[a, b]`, a list of `- a`, a mapping `0: a`.
 * @returns null when there is none.
 */
export function yamlNames(yaml: string): string[] | null {
  const inline = /^names:\s*\[([^\]]*)\]/m.exec(yaml);
  if (inline)
    return (inline[1] ?? '')
      .split(',')
      .map(unquoted)
      .filter((name) => name !== '');
  const block = /^names:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$)|[ \t]*-.*(?:\r?\n|$))+)/m.exec(yaml);
  const lines = block?.[1]?.split(/\r?\n/).flatMap((line) => /^\s*(?:-|\d+:)\s*(.+)$/.exec(line)?.[1] ?? []);
  return lines && lines.length > 0 ? lines.map(unquoted) : null;
}

function unquoted(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/, '$2');
}

async function readLabelled(folder: string, setsFile: string | null): Promise<string[] | null> {
  const places = setsFile === null ? [join(folder, 'sets.json'), join(dirname(folder), 'sets.json')] : [setsFile];
  for (const place of places) {
    const text = await readText(place);
    if (text !== null) return setsSchema.parse(JSON.parse(text))[basename(folder)]?.labelled_classes ?? null;
  }
  return null;
}

/** Labels of one picture. @throws {Error} that names the file and line when one makes no sense. */
export async function readLabels(file: string): Promise<Label[]> {
  const text = (await readText(file)) ?? '';
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const [classIndex = Number.NaN, x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = line
      .trim()
      .split(/\s+/)
      .map(Number);
    if (!Number.isInteger(classIndex) || ![x, y, width, height].every(Number.isFinite)) throw new Error(`${file}:${index + 1} is no label`);
    return [{ classIndex, share: [x - width / 2, y - height / 2, width, height] satisfies Box }];
  });
}

async function list(folder: string): Promise<string[]> {
  // A folder that is not there holds nothing; whoever needs something in it says so.
  return readdir(folder).catch((): string[] => []);
}

async function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}
