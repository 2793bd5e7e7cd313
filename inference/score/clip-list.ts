import { access, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

const clipSchema = z.object({
  /** Relative to the list's folder, or absolute. */
  file: z.string().min(1).max(1000),
  /** When something hits something, seconds of clip time; empty = nothing happens on it. */
  impactsS: z.array(z.number().min(0).max(86_400)).max(100),
});
/** Labelled clips; further fields (a description of the rule, for example) are left alone. */
const clipListSchema = z.object({ clips: z.array(clipSchema).min(1, 'holds no clips').max(10_000) });

/** One clip with its labels. */
export interface LabelledClip {
  /** As the list names it. */
  readonly name: string;
  readonly path: string;
  /** Seconds of clip time, rising. */
  readonly impactsS: readonly number[];
}

/**
 * Reads a list of labelled clips and makes sure that the clips are there.
 * @throws {AppError} `invalid_input` or `not_found`, in words that name the place in the list.
 */
export async function readClipList(listFile: string): Promise<LabelledClip[]> {
  const parsed = clipListSchema.safeParse(parseJson(await readText(listFile), listFile));
  if (!parsed.success) throw new AppError('invalid_input', `${listFile}: ${issuesOf(parsed.error)}`);
  const clips = parsed.data.clips.map(({ file, impactsS }) => ({
    name: file,
    path: isAbsolute(file) ? file : join(dirname(listFile), file),
    impactsS: impactsS.toSorted((a, b) => a - b),
  }));
  const missing = await missingOf(clips);
  if (missing.length > 0) throw new AppError('not_found', `${listFile}: these clips are not there: ${missing.join(', ')}`);
  return clips;
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('not_found', `${file} cannot be read`, { cause });
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_input', `${file} is no JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause });
  }
}

async function missingOf(clips: readonly LabelledClip[]): Promise<string[]> {
  const there = await Promise.all(
    clips.map(({ path }) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return clips.filter((_, index) => there[index] === false).map(({ name }) => name);
}

function issuesOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'the list'}: ${message}`)
    .join('; ');
}
