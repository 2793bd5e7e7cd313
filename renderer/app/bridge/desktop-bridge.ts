import type { DesktopBridge } from '../../../shared/contract/desktop-bridge.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ConsoleBridge } from './console-bridge.ts';

/** The station in the same app, reached over IPC: always connected, signed in as the owner of the machine. */
export function createDesktopBridge(sentra: DesktopBridge): ConsoleBridge {
  return {
    kind: 'desktop',
    invoke: (name, input) => sentra.invoke(name, input),
    subscribe: (name, listener) => sentra.subscribe(name, listener),
    live: {
      watch: (watch) => sentra.live.watch(watch),
      onFrame: (listener) => sentra.live.onFrame(listener),
      onVideo: (listener) => sentra.live.onVideo(listener),
    },
    onConnection: (listener) => {
      listener('connected');
      return () => undefined;
    },
    callPublic: async () => {
      throw new AppError('conflict', 'Links are opened in a browser.');
    },
    signIn: async () => {
      throw new AppError('conflict', 'The desktop window needs no sign-in.');
    },
    signOut: async () => {
      throw new AppError('conflict', 'The desktop window has no session to end.');
    },
    close: () => undefined,
  };
}
