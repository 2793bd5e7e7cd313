import { type FileHandle, open } from 'node:fs/promises';
import type { ClipIndex } from '../../../resources/demo/clip-format.ts';

/**
 * The pictures of one scene in a file, readable by number while the rest is still being drawn. Owned by `DemoClips`; readers wait for
 * pictures that are not there yet.
 */
export class DemoClip {
  readonly #file: FileHandle;
  readonly #ends: number[] = [0];
  readonly #waiting = new Set<() => void>();
  #failure: Error | null = null;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** How many pictures it will have when it is whole. */
  readonly frames: number;

  private constructor(file: FileHandle, index: Omit<ClipIndex, 'lengths'>, frames: number) {
    this.#file = file;
    this.width = index.width;
    this.height = index.height;
    this.fps = index.fps;
    this.frames = frames;
  }

  /** @param lengths bytes of the pictures that are there already. */
  static async open(path: string, index: Omit<ClipIndex, 'lengths'>, frames: number, lengths: readonly number[] = []): Promise<DemoClip> {
    const clip = new DemoClip(await open(path, 'r'), index, frames);
    for (const length of lengths) clip.grew(length);
    return clip;
  }

  /** Pictures that can be read now. */
  get ready(): number {
    return this.#ends.length - 1;
  }

  get lengths(): number[] {
    return this.#ends.slice(1).map((end, i) => end - (this.#ends[i] ?? 0));
  }

  grew(length: number): void {
    this.#ends.push((this.#ends.at(-1) ?? 0) + length);
    this.#wake();
  }

  failed(error: Error): void {
    this.#failure = error;
    this.#wake();
  }

  /** One JPEG, in a buffer of its own. Waits until it is drawn. @throws what broke the drawing, or `signal`'s reason. */
  async read(index: number, signal: AbortSignal): Promise<Uint8Array> {
    while (index >= this.ready) {
      if (this.#failure) throw this.#failure;
      await this.#change(signal);
    }
    const start = this.#ends[index] ?? 0;
    const jpeg = new Uint8Array((this.#ends[index + 1] ?? start) - start);
    const { bytesRead } = await this.#file.read(jpeg, 0, jpeg.length, start);
    if (bytesRead !== jpeg.length) throw new Error('the demo clip is shorter than its index says');
    return jpeg;
  }

  async close(): Promise<void> {
    this.failed(new Error('the demo clip was closed'));
    await this.#file.close();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next picture or failure. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }
}
