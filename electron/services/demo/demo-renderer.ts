import { Worker } from 'node:worker_threads';
import { type RenderOrder, type RenderReport, renderReportSchema } from '../../../resources/demo/clip-format.ts';
import type { SceneName } from '../../../resources/demo/scenes/script.ts';

type Listener = (report: RenderReport) => void | Promise<void>;

/** The drawing thread. It ends by itself when nothing is left to draw, so that its memory is given back. */
export class DemoRenderer {
  readonly #worker: Worker;
  readonly #listeners = new Map<SceneName, Listener>();
  /** Reports are handled one after the other: a clip is opened before its first picture is counted. */
  #queue: Promise<void> = Promise.resolve();
  readonly #onEnded: () => void;
  #hasEnded = false;

  /** @param onEnded called once when the thread takes no more orders. */
  constructor(onEnded: () => void) {
    this.#onEnded = onEnded;
    this.#worker = new Worker(new URL('../../../resources/demo/render-worker.ts', import.meta.url));
    this.#worker.on('message', (message: unknown) => this.#handle(renderReportSchema.parse(message)));
    this.#worker.on('error', (error) => this.#failAll(error.message));
    this.#worker.on('exit', () => this.#failAll('the drawing thread ended'));
  }

  render(order: RenderOrder, listener: Listener): void {
    this.#listeners.set(order.scene, listener);
    this.#worker.postMessage(order);
  }

  async close(): Promise<void> {
    this.#end();
    await this.#worker.terminate();
    await this.#queue;
  }

  #handle(report: RenderReport): void {
    const listener = this.#listeners.get(report.scene);
    if (report.type === 'done' || report.type === 'failed') this.#listeners.delete(report.scene);
    this.#queue = this.#queue.then(async () => {
      try {
        await listener?.(report);
      } catch (error) {
        await listener?.({ type: 'failed', scene: report.scene, reason: error instanceof Error ? error.message : String(error) });
      }
    });
    if (this.#listeners.size === 0) void this.#queue.then(() => (this.#listeners.size === 0 ? this.close() : undefined));
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onEnded();
  }

  #failAll(reason: string): void {
    this.#end();
    for (const scene of [...this.#listeners.keys()]) this.#handle({ type: 'failed', scene, reason });
  }
}
