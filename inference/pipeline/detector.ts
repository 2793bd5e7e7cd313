import type { RawDetection } from '../behaviour/recogniser-port.ts';
import { Candidates } from '../detectors/candidates.ts';
import { bestFirst, suppress } from '../detectors/suppress.ts';
import type { OpenModel } from '../model/open-model.ts';
import { InputTensor } from './input-tensor.ts';
import { type Letterbox, letterbox, toSourceBox } from './letterbox.ts';
import { decodeColour, type RawPicture } from './picture-decoder.ts';

/** Boxes of one picture. */
export interface Detections {
  /** Best first. */
  readonly boxes: readonly RawDetection[];
  /** This picture's share of the run that it was part of. */
  readonly networkMs: number;
}

export interface DetectorOptions {
  /** Boxes with less are not reported. */
  readonly floor: number;
  /** Boxes of one class that overlap more are one object. */
  readonly maxIou: number;
  readonly maxBoxes: number;
}

export const liveDetection: DetectorOptions = { floor: 0.1, maxIou: 0.6, maxBoxes: 200 };

/** Pictures decoded at a time: one ahead of the network for each processor a small machine has. */
const decodesAtOnce = 2;
const maxCandidates = 1000;
/** A picture that waited longer is let go: its camera has a newer one. More than one run, or a slow network would starve cameras. */
const stale = { afterMs: 3000, afterRuns: 2.5 };

interface Job {
  readonly picture: Uint8Array;
  readonly place: Letterbox;
  readonly sinceMs: number;
  readonly resolve: (detections: Detections) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Detects on pictures of any number of cameras with one model: decodes ahead on other threads while the network runs, and gives
 * the network as many of the waiting pictures at once as it takes.
 */
export class Detector {
  readonly model: OpenModel;
  readonly #options: DetectorOptions;
  readonly #input: InputTensor;
  readonly #found = new Candidates();
  readonly #waiting: Job[] = [];
  readonly #ready: { job: Job; raw: RawPicture }[] = [];
  #decoding = 0;
  #running: Promise<void> | null = null;
  #lastRunMs = 0;
  #closed = false;

  constructor(model: OpenModel, options = liveDetection) {
    this.model = model;
    this.#options = options;
    this.#input = new InputTensor(model.info.input, model.batch);
  }

  /**
   * @param width size of the picture, pixels, as its header says
   * @throws {Error} when the picture is broken or the network fails.
   */
  detect(picture: Uint8Array, width: number, height: number): Promise<Detections> {
    const place = letterbox(width, height, this.model.info.input);
    if (this.#closed) return Promise.reject(replaced());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ picture, place, sinceMs: performance.now(), resolve, reject });
      this.#decodeNext();
    });
  }

  /** Lets the current run end and frees the network. Pictures still waiting are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of [...this.#waiting.splice(0), ...this.#ready.splice(0).map((entry) => entry.job)]) {
      job.reject(replaced());
    }
    await this.#running;
    await this.model.network.release();
  }

  #decodeNext(): void {
    if (this.#decoding >= decodesAtOnce || this.#ready.length >= 2 * this.model.batch + decodesAtOnce) return;
    const job = this.#nextFresh();
    if (!job) return;
    this.#decoding++;
    decodeColour(job.picture, job.place)
      .then((raw) => (this.#closed ? job.reject(replaced()) : this.#ready.push({ job, raw })), job.reject)
      .finally(() => {
        this.#decoding--;
        this.#decodeNext();
        this.#running ??= this.#runAll().finally(() => {
          this.#running = null;
        });
      });
  }

  /** First come, first served, without those that waited too long. */
  #nextFresh(): Job | undefined {
    const oldestMs = performance.now() - Math.max(stale.afterMs, stale.afterRuns * this.#lastRunMs);
    while (this.#waiting[0] !== undefined && this.#waiting[0].sinceMs < oldestMs) {
      this.#waiting.shift()?.reject(new Error('the detector is overloaded'));
    }
    return this.#waiting.shift();
  }

  async #runAll(): Promise<void> {
    while (this.#ready.length > 0) {
      const batch = this.#ready.splice(0, this.model.batch);
      this.#decodeNext();
      try {
        await this.#runBatch(batch);
      } catch (error) {
        for (const { job } of batch) job.reject(error);
      }
    }
  }

  async #runBatch(batch: readonly { job: Job; raw: RawPicture }[]): Promise<void> {
    batch.forEach(({ job, raw }, slot) => {
      this.#input.write(slot, raw, job.place);
      raw.release?.();
    });
    const { info, network, outputNames } = this.model;
    const { width, height } = info.input;
    const pictures = info.maxBatch === 0 ? batch.length : this.model.batch;
    const startedAt = performance.now();
    const output = await network.run(this.#input.first(pictures), [pictures, 3, height, width], outputNames);
    this.#lastRunMs = performance.now() - startedAt;
    const networkMs = this.#lastRunMs / batch.length;
    const shape = { dims: output.dims, width, height };
    batch.forEach(({ job }, slot) => {
      this.#found.clear();
      this.model.decoder.decode(output.data, shape, slot, this.#options.floor, this.#found);
      job.resolve({ boxes: this.#boxes(job.place), networkMs });
    });
  }

  #boxes(place: Letterbox): RawDetection[] {
    const found = this.#found;
    const { maxIou, maxBoxes } = this.#options;
    const kept = this.model.decoder.needsSuppression
      ? suppress(found, { maxIou, maxCandidates, maxKept: maxBoxes })
      : bestFirst(found, maxBoxes);
    return kept.flatMap((index) => {
      const label = this.model.info.classes[found.classIndex[index] ?? -1];
      const bbox = toSourceBox(place, found.left[index] ?? 0, found.top[index] ?? 0, found.right[index] ?? 0, found.bottom[index] ?? 0);
      return label === undefined || bbox === null ? [] : [{ label, score: found.score[index] ?? 0, bbox }];
    });
  }
}

/** The picture itself is fine; its camera's next one goes to the new model. */
function replaced(): Error {
  return new Error('the model was replaced');
}
