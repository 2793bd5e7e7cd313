/** Files of this build, and a name that changes with them; put in by `vite.config.ts`. */
declare const __SHELL_FILES__: readonly string[];
declare const __SHELL_VERSION__: string;

const prefix = 'sentra-shell-';
const cacheName = prefix + __SHELL_VERSION__;
const page = '/';
/** A station that has not answered by then: the kept page says so sooner than the network would. */
const patienceMs = 3_000;
/** Everything the station says must be of now: it is never kept, never answered from here. */
const ofTheStation = /^\/(api|socket\.io|health|metrics|send-emergency)(\/|$)/;

/** Reads the whole console; fails, and is tried again by the browser, when one file is missing. */
export async function keepShell(caches: CacheStorage): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([page, ...__SHELL_FILES__].map((path) => new Request(path, { cache: 'reload' })));
}

export async function dropOldShells(caches: CacheStorage): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)));
}

/** @returns null for what is none of the worker's business. */
export function answer(request: Request, origin: string, caches: CacheStorage): Promise<Response> | null {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin || ofTheStation.test(url.pathname)) return null;
  if (request.mode === 'navigate') return newestPage(request, caches);
  return __SHELL_FILES__.includes(url.pathname) ? keptFile(request, caches) : null;
}

/** The station's page while it answers, the kept one when it does not. */
async function newestPage(request: Request, caches: CacheStorage): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
    // A tunnel whose station is gone answers too, with a page of its own.
    if (response.status < 500) return response;
    return (await cache.match(page)) ?? response;
  } catch (error) {
    const kept = await cache.match(page);
    if (kept) return kept;
    throw error;
  }
}

/** Names carry a hash of what is inside: what is kept is right. */
async function keptFile(request: Request, caches: CacheStorage): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
