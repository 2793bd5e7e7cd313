import { createStore, type StoreApi } from 'zustand/vanilla';
import { z } from 'zod';

export interface WorkerState {
  /** A newer console is kept on this device and waits to be used. */
  readonly updateReady: boolean;
}

const openSchema = z.object({ open: z.string().regex(/^(#\/[A-Za-z0-9_/-]{0,150})?$/) });
const lookEveryMs = 30 * 60_000;

/** Why this page has no service worker: the desktop window, a browser without, plain http on another machine. */
export type NoWorker = 'desktop' | 'unsupported' | 'insecure';

export function whyNoWorker(): NoWorker | null {
  if (window.sentra) return 'desktop';
  if (!window.isSecureContext) return 'insecure';
  return 'serviceWorker' in navigator ? null : 'unsupported';
}

/** The page's side of the service worker. Never reloads by itself: an alert may be on the screen. */
export class WorkerPage {
  readonly state: StoreApi<WorkerState> = createStore<WorkerState>(() => ({ updateReady: false }));
  #registration: ServiceWorkerRegistration | null = null;
  #reloading = false;

  async start(): Promise<void> {
    if (whyNoWorker() !== null || !import.meta.env.PROD) return;
    const workers = navigator.serviceWorker;
    workers.addEventListener('message', ({ data }) => {
      const message = openSchema.safeParse(data);
      if (message.success && message.data.open) window.location.hash = message.data.open;
    });
    workers.addEventListener('controllerchange', () => this.#reloading && window.location.reload());
    try {
      this.#registration = await workers.register('/service-worker.js');
    } catch (error) {
      // The console works without; it is tried again when the page is next opened.
      console.warn('the console is not kept on this device', error);
      return;
    }
    this.#watch(this.#registration);
    setInterval(() => this.look(), lookEveryMs);
  }

  /** Asks the station for a newer console. */
  look(): void {
    this.#registration?.update().catch((error: unknown) => console.warn('no answer about a newer console', error));
  }

  /** For a person who asked for it. */
  takeUpdate(): void {
    this.#reloading = true;
    this.#registration?.waiting?.postMessage('take-over');
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const look = () => {
      // The first worker of a device is no update.
      if (registration.waiting && navigator.serviceWorker.controller) this.state.setState({ updateReady: true });
    };
    look();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  }
}

export const workerPage = new WorkerPage();
