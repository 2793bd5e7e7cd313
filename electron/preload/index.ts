import { contextBridge, ipcRenderer } from 'electron';
import { type DesktopBridge, desktopChannels } from '../../shared/contract/desktop-bridge.ts';
import type { FrameHeader, VideoHeader } from '../../shared/contract/live.ts';

/**
 * The only door between the console's page and the desktop app. It knows the names of the contract and passes nothing else on:
 * the page never sees `ipcRenderer`, an event object or a channel name.
 */

// Filled in by the build from shared/contract, so that the sandboxed preload carries two short lists instead of the whole contract.
declare const __SENTRA_METHODS__: readonly string[];
declare const __SENTRA_EVENTS__: readonly string[];

const methodNames: ReadonlySet<string> = new Set(__SENTRA_METHODS__);
const eventNames: ReadonlySet<string> = new Set(__SENTRA_EVENTS__);

const eventListeners = new Map<string, Set<(payload: unknown) => void>>();
const frameListeners = new Set<(header: FrameHeader, jpeg: Uint8Array, done: () => void) => void>();
const videoListeners = new Set<(header: VideoHeader, bytes: Uint8Array, done: () => void) => void>();

ipcRenderer.on(desktopChannels.event, (_event, name: string, payload: unknown) => {
  for (const listener of eventListeners.get(name) ?? []) listener(payload);
});

ipcRenderer.on(desktopChannels.frame, (_event, header: FrameHeader, jpeg: Uint8Array) => {
  let waiting = true;
  const done = () => {
    if (waiting) ipcRenderer.send(desktopChannels.frameDone, header.cameraId);
    waiting = false;
  };
  // Nobody draws: the station need not wait for the time-out.
  if (frameListeners.size === 0) done();
  for (const listener of frameListeners) listener(header, jpeg, done);
});

ipcRenderer.on(desktopChannels.video, (_event, message: number, header: VideoHeader, bytes: Uint8Array) => {
  let waiting = true;
  const done = () => {
    if (waiting) ipcRenderer.send(desktopChannels.videoDone, message);
    waiting = false;
  };
  if (videoListeners.size === 0) done();
  for (const listener of videoListeners) listener(header, bytes, done);
});

const bridge: DesktopBridge = {
  invoke(name, input) {
    if (!methodNames.has(name)) return Promise.reject(new TypeError('unknown method'));
    return ipcRenderer.invoke(desktopChannels.call, name, input);
  },
  subscribe(name, listener) {
    if (!eventNames.has(name)) throw new TypeError('unknown event');
    const listeners = eventListeners.get(name) ?? new Set();
    eventListeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  },
  live: {
    watch: (watch) => ipcRenderer.send(desktopChannels.watch, watch),
    onFrame(listener) {
      frameListeners.add(listener);
      return () => void frameListeners.delete(listener);
    },
    onVideo(listener) {
      videoListeners.add(listener);
      return () => void videoListeners.delete(listener);
    },
  },
};

contextBridge.exposeInMainWorld('sentra', bridge);
