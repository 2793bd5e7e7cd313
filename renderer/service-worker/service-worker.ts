import '../app/zod-without-eval.ts';
import { openNotification, showPush } from './push-notification.ts';
import { answer, dropOldShells, keepShell } from './shell-cache.ts';
import type { WorkerScope } from './worker-scope.ts';

/**
 * The console without a network, and notifications while it is closed. Takes over only when the page asks it to: a console in use
 * keeps the version it was opened with. Built into one file by `vite.config.ts`.
 */
const scope = globalThis as unknown as WorkerScope;

scope.addEventListener('install', (event) => event.waitUntil(keepShell(scope.caches)));
scope.addEventListener('activate', (event) => event.waitUntil(dropOldShells(scope.caches).then(() => scope.clients.claim())));
scope.addEventListener('fetch', (event) => {
  const answered = answer(event.request, scope.location.origin, scope.caches);
  if (answered) event.respondWith(answered);
});
scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') void scope.skipWaiting();
});
scope.addEventListener('push', (event) => event.waitUntil(showPush(scope.registration, () => event.data?.json())));
scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openNotification(scope.clients, event.notification.data));
});
