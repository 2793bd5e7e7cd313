/**
 * What is used of a service worker's global scope. TypeScript's own `WebWorker` library cannot be loaded beside that of pages.
 * @see https://w3c.github.io/ServiceWorker/#serviceworkerglobalscope
 */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly clients: Clients;
  readonly location: { readonly origin: string };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof WorkerEvents>(name: K, listener: (event: WorkerEvents[K]) => void): void;
}

interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
}

interface WorkerEvents {
  readonly install: WorkerEvent;
  readonly activate: WorkerEvent;
  readonly fetch: WorkerEvent & { readonly request: Request; respondWith(response: Promise<Response>): void };
  readonly message: { readonly data: unknown };
  readonly push: WorkerEvent & { readonly data: { json(): unknown } | null };
  readonly notificationclick: WorkerEvent & { readonly notification: Notification };
}

export interface Clients {
  claim(): Promise<void>;
  matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: boolean }): Promise<readonly PageClient[]>;
  openWindow(url: string): Promise<PageClient | null>;
}

export interface PageClient {
  readonly visibilityState: 'visible' | 'hidden';
  focus(): Promise<PageClient>;
  postMessage(message: unknown): void;
}
