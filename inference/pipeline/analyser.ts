import type { CameraPlan } from '../../shared/inference/protocol.ts';
import type { CreateRecogniser } from '../behaviour/recogniser-port.ts';
import type { ProviderRequest } from '../model/choose-provider.ts';
import { openModel } from '../model/open-model.ts';
import { type Analysis, CameraAnalysis, type FrameToAnalyse, type Thresholds } from './camera-analysis.ts';
import { Detector } from './detector.ts';

/**
 * The whole analysis, frame in, observation and incident candidates out, for any number of cameras. Runs where it is created; the
 * inference process is one user, scoring and benches are others.
 */
export class Analyser {
  thresholds: Thresholds = { threshold: 0.35, thresholds: {} };
  readonly #createRecogniser: CreateRecogniser | null;
  readonly #cameras = new Map<string, CameraAnalysis>();
  #detector: Detector | null = null;

  constructor(createRecogniser: CreateRecogniser | null) {
    this.#createRecogniser = createRecogniser;
  }

  get detector(): Detector | null {
    return this.#detector;
  }

  /** Replaces the model and frees the one before. Tracks and recognisers start anew: the classes may mean other things now. */
  async use(detector: Detector | null): Promise<void> {
    const old = this.#detector;
    this.#detector = detector;
    for (const camera of this.#cameras.values()) this.setCamera(camera.plan, true);
    await old?.close();
  }

  /** Adds a camera or changes its plan; what is followed on it goes on unless `anew`. */
  setCamera(plan: CameraPlan, anew = false): void {
    const known = this.#cameras.get(plan.cameraId);
    if (known && !anew) known.plan = plan;
    else this.#cameras.set(plan.cameraId, new CameraAnalysis(plan, this.#createRecogniser));
  }

  forgetCamera(cameraId: string): void {
    this.#cameras.delete(cameraId);
  }

  /**
   * Analyses one frame. Frames of one camera must not overlap; those of different cameras should, so that they share runs.
   * @throws {Error} for an unknown camera, a broken picture, a failing network.
   */
  async analyse(frame: FrameToAnalyse): Promise<Analysis> {
    const camera = this.#cameras.get(frame.cameraId);
    if (!camera) throw new Error('the camera is unknown');
    return camera.analyse(frame, this.#detector, this.thresholds);
  }

  async close(): Promise<void> {
    this.#cameras.clear();
    const old = this.#detector;
    this.#detector = null;
    await old?.close();
  }
}

export interface AnalyserOptions extends Partial<Thresholds>, Partial<Omit<ProviderRequest, 'onTrying'>> {
  /** ONNX file; null = watch motion only. */
  readonly model: string | null;
  readonly createRecogniser?: CreateRecogniser;
}

/**
 * An analyser with a model, ready to use in this process.
 * @throws {AppError} `model_refused`
 */
export async function createAnalyser(options: AnalyserOptions): Promise<Analyser> {
  const { model, createRecogniser = null, threshold = 0.35, thresholds = {}, provider = 'cpu', threads = 0, avoid = [] } = options;
  const analyser = new Analyser(createRecogniser);
  analyser.thresholds = { threshold, thresholds };
  if (model !== null) await analyser.use(new Detector(await openModel(model, { provider, threads, avoid })));
  return analyser;
}
