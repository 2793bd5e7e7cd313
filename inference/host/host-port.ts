import type { FromInference } from '../../shared/inference/protocol.ts';

/** The way to the station. */
export interface HostPort {
  /** Resolves once the message has left this process. */
  send(message: FromInference): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** The station is gone. */
  onClose(listener: () => void): void;
}

/** What is used of Electron's `process.parentPort`; this program never imports electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/** @returns the way to whoever started this process, or null when it was started by hand. */
export function findHostPort(): HostPort | null {
  if (isParentPort(process)) return utilityPort(process.parentPort);
  return process.send ? childPort() : null;
}

function isParentPort(value: object): value is { parentPort: ParentPort } {
  return 'parentPort' in value && typeof value.parentPort === 'object' && value.parentPort !== null && 'postMessage' in value.parentPort;
}

/** Electron ends the utility process together with the application, so there is no end to wait for. */
function utilityPort(port: ParentPort): HostPort {
  return {
    send: async (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onClose: () => undefined,
  };
}

function childPort(): HostPort {
  return {
    send: (message) =>
      new Promise((resolve) => {
        // A station that has gone away is reported by `disconnect`; there is nobody left to tell of a message that was lost.
        if (!process.connected) resolve();
        else process.send?.(message, undefined, undefined, () => resolve());
      }),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', listener),
  };
}
