import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { boxSchema } from '../../../shared/schemas/primitives.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

const lineSchema = z.object({
  atMs: z.number(),
  width: z.number().min(1),
  height: z.number().min(1),
  boxes: z.array(z.object({ label: z.string().max(60), bbox: boxSchema })).max(300),
});
export type BoxLine = z.infer<typeof lineSchema>;

/** Reads a side-car file of boxes; lines that make no sense are passed over. */
export function readBoxLines(text: string): BoxLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      // The last line of a file that was not finished.
      return [];
    }
  });
}

/** Sizes of everything drawn refer to this height. */
const canvas = { width: 1920, height: 1080 };
/** Boxes of an observation stand until the next one, but not longer. */
const staleMs = 1_000;

/** Subtitles that show the time of every second, UTC, and the boxes of their moments. @see libass for the format */
export function overlayText(startMs: number, endMs: number, boxes: readonly BoxLine[], title: string): string {
  const head = [
    ...['[Script Info]', 'ScriptType: v4.00+', `PlayResX: ${canvas.width}`, `PlayResY: ${canvas.height}`, '', '[V4+ Styles]'],
    'Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV',
    'Style: Time,DejaVu Sans,44,&H00FFFFFF,&H00000000,&H80000000,-1,3,6,0,1,24,24,24',
    'Style: Label,DejaVu Sans,30,&H004FB5FF,&H00000000,&H80000000,-1,1,2,0,1,0,0,0',
    'Style: Box,DejaVu Sans,20,&HFF000000,&H004F5AFF,&H00000000,0,1,3,0,7,0,0,0',
    ...['', '[Events]', 'Format: Layer, Start, End, Style, MarginL, MarginR, MarginV, Text'],
  ];
  const at = (ms: number) => assTime(Math.max(0, ms - startMs));
  const lines = secondsBetween(startMs, endMs).map(
    ([fromMs, toMs]) => `Dialogue: 1,${at(fromMs)},${at(toMs)},Time,0,0,0,${plain(title)}  ${clock(fromMs)}`,
  );
  const shapes = boxes.flatMap((line, index) => {
    const toMs = Math.min(boxes[index + 1]?.atMs ?? line.atMs + staleMs, line.atMs + staleMs, endMs);
    return toMs <= startMs ? [] : line.boxes.flatMap((box) => drawn(box, line, at(line.atMs), at(toMs)));
  });
  return `${[...head, ...lines, ...shapes].join('\n')}\n`;
}

/** Draws time and boxes into a copy of a video. @throws {AppError} `unavailable` when there is no font to write with. */
export async function burnIn(given: {
  readonly source: string;
  readonly target: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly boxes: readonly BoxLine[];
  readonly title: string;
  readonly ffmpeg: string;
  /** A folder of this export; made when missing. */
  readonly work: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}): Promise<void> {
  const { source, target, startMs, endMs, boxes, title, ffmpeg, work, signal, onProgress } = given;
  // Names inside the folder only: paths with colons and quotes would have to be escaped for the filter.
  await mkdir(join(work, 'fonts'), { recursive: true });
  await copyFile(await findFont(), join(work, 'fonts', 'font.ttf'));
  await writeFile(join(work, 'overlay.ass'), overlayText(startMs, endMs, boxes, title));
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'];
  await runFfmpeg({
    path: ffmpeg,
    args: ['-i', source, '-an', '-vf', 'ass=overlay.ass:fontsdir=fonts', ...encoder, '-f', 'mp4', target],
    cwd: work,
    ...(signal ? { signal } : {}),
    onProgress: (seconds) => onProgress?.(Math.min(1, (seconds * 1000) / Math.max(1, endMs - startMs))),
  });
}

/** Fonts that systems come with. */
const fonts = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/TTF/DejaVuSans.ttf',
  '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
  '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
  '/usr/share/fonts/truetype/freefont/FreeSans.ttf',
  'C:\\Windows\\Fonts\\arial.ttf',
  '/System/Library/Fonts/Supplemental/Arial.ttf',
  '/Library/Fonts/Arial.ttf',
];

/** @param places tried one after the other; `SENTRA_FONT` goes before them. */
export async function findFont(places: readonly string[] = fonts, own = process.env.SENTRA_FONT): Promise<string> {
  for (const path of [...(own ? [own] : []), ...places]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new AppError(
    'unavailable',
    'No font was found to write the time with: install the DejaVu fonts, name a .ttf file in SENTRA_FONT, or export without burnt-in time.',
  );
}

function secondsBetween(startMs: number, endMs: number): [number, number][] {
  const spans: [number, number][] = [];
  for (let fromMs = startMs; fromMs < endMs; ) {
    const toMs = Math.min(endMs, (Math.floor(fromMs / 1000) + 1) * 1000);
    spans.push([fromMs, toMs]);
    fromMs = toMs;
  }
  return spans;
}

function drawn({ label, bbox }: BoxLine['boxes'][number], size: Pick<BoxLine, 'width' | 'height'>, from: string, to: string): string[] {
  const [x, y, w, h] = [bbox[0] / size.width, bbox[1] / size.height, bbox[2] / size.width, bbox[3] / size.height];
  const [left, top] = [Math.round(x * canvas.width), Math.round(y * canvas.height)];
  const [right, bottom] = [Math.round((x + w) * canvas.width), Math.round((y + h) * canvas.height)];
  const outline = `m ${left} ${top} l ${right} ${top} ${right} ${bottom} ${left} ${bottom}`;
  return [
    `Dialogue: 0,${from},${to},Box,0,0,0,{\\an7\\pos(0,0)\\p1}${outline}{\\p0}`,
    `Dialogue: 0,${from},${to},Label,0,0,0,{\\an1\\pos(${left},${Math.max(32, top - 4)})}${plain(label)}`,
  ];
}

/** Nothing of it may be taken for a command. */
const plain = (text: string) => text.replaceAll(/[{}\\\r\n]/g, ' ');
const clock = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function assTime(ms: number): string {
  const hundredths = Math.round(ms / 10);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(hundredths / 360_000)}:${two((hundredths / 6_000) % 60)}:${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}
