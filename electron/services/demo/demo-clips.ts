import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CLIP_FPS, type ClipIndex, clipIndexSchema, type RenderReport } from '../../../resources/demo/clip-format.ts';
import { demoRevision } from '../../../resources/demo/revision.ts';
import type { SceneName } from '../../../resources/demo/scenes/script.ts';
import { DemoClip } from './demo-clip.ts';
import { DemoRenderer } from './demo-renderer.ts';

export interface DemoClipsOptions {
  /** The station's data folder; clips are kept in `demo/` below it. */
  readonly dataDir: string;
  /** Told after every picture drawn. */
  readonly onProgress?: (scene: SceneName, drawn: number, of: number) => void;
}

/** Every scene's clip, drawn once per version of the renderer and kept on disk. */
export class DemoClips {
  readonly #folder: string;
  readonly #onProgress: NonNullable<DemoClipsOptions['onProgress']>;
  readonly #clips = new Map<SceneName, Promise<DemoClip>>();
  #renderer: DemoRenderer | null = null;
  #isClosed = false;

  constructor({ dataDir, onProgress = () => undefined }: DemoClipsOptions) {
    this.#folder = path.join(dataDir, 'demo');
    this.#onProgress = onProgress;
  }

  /** The clip of a scene, from disk or as it is being drawn. @throws when the disk or the renderer fails; asking again tries again. */
  clip(scene: SceneName): Promise<DemoClip> {
    const known = this.#clips.get(scene);
    if (known) return known;
    const opening = this.#open(scene);
    this.#clips.set(scene, opening);
    opening.catch(() => this.#clips.delete(scene));
    return opening;
  }

  /** Stops drawing and lets go of the files. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = [...this.#clips.values()];
    this.#clips.clear();
    // An opening waits for the thread's word, so the thread must not go first.
    const clips = await Promise.all(opened.map((opening) => opening.catch(() => null)));
    await Promise.all(clips.map((clip) => clip?.close()));
    await this.#renderer?.close();
  }

  async #open(scene: SceneName): Promise<DemoClip> {
    if (this.#isClosed) throw new Error('the demo is closed');
    await mkdir(this.#folder, { recursive: true });
    const base = path.join(this.#folder, `${scene}-${demoRevision()}`);
    return (await storedClip(base)) ?? (await this.#draw(scene, base));
  }

  async #draw(scene: SceneName, base: string): Promise<DemoClip> {
    await removeOlder(this.#folder, scene);
    const part = `${base}.part`;
    this.#renderer ??= new DemoRenderer(() => {
      this.#renderer = null;
    });
    let clip: DemoClip | null = null;
    const { promise, resolve, reject } = Promise.withResolvers<DemoClip>();
    const onReport = async (report: RenderReport): Promise<void> => {
      switch (report.type) {
        case 'opened':
          clip = await DemoClip.open(part, { fps: CLIP_FPS, width: report.width, height: report.height }, report.frames);
          return resolve(clip);
        case 'frame':
          clip?.grew(report.length);
          return this.#onProgress(scene, report.index + 1, clip?.frames ?? 0);
        case 'done':
          if (clip) await keep(base, clip);
          return;
        case 'failed': {
          const error = new Error(`the demo scene could not be drawn: ${report.reason}`);
          clip?.failed(error);
          this.#clips.delete(scene);
          return reject(error);
        }
      }
    };
    this.#renderer.render({ scene, file: part }, onReport);
    return promise;
  }
}

/** A whole clip on disk, or null when there is none that can be trusted. */
async function storedClip(base: string): Promise<DemoClip | null> {
  const text = await readFile(`${base}.json`, 'utf8').catch(() => null);
  const file = await stat(`${base}.jpegs`).catch(() => null);
  if (text === null || !file) return null;
  const index = clipIndexSchema.safeParse(parseJson(text));
  if (!index.success || index.data.lengths.reduce((sum, length) => sum + length, 0) !== file.size) return null;
  return DemoClip.open(`${base}.jpegs`, index.data, index.data.lengths.length, index.data.lengths);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The index last: whoever finds it finds a whole clip. */
async function keep(base: string, { fps, width, height, lengths }: DemoClip): Promise<void> {
  const index: ClipIndex = { fps, width, height, lengths };
  await rename(`${base}.part`, `${base}.jpegs`);
  await writeFile(`${base}.json.part`, JSON.stringify(index));
  await rename(`${base}.json.part`, `${base}.json`);
}

/** Clips of other versions of the renderer, and what an interrupted drawing left. */
async function removeOlder(folder: string, scene: SceneName): Promise<void> {
  const names = await readdir(folder);
  const old = names.filter((name) => name.startsWith(`${scene}-`) && /^[0-9a-f]{12}\./.test(name.slice(scene.length + 1)));
  await Promise.all(old.map((name) => rm(path.join(folder, name), { force: true })));
}
