import type { DesktopBridge } from '../../../shared/contract/desktop-bridge.ts';
import type { ConsoleBridge } from './console-bridge.ts';
import { createDesktopBridge } from './desktop-bridge.ts';
import { createSocketBridge } from './socket-bridge.ts';

declare global {
  interface Window {
    /** Put there by the desktop app's preload; absent in browsers. */
    readonly sentra?: DesktopBridge;
  }
}

export function pickBridge(): ConsoleBridge {
  return window.sentra ? createDesktopBridge(window.sentra) : createSocketBridge();
}
