import { type UtilityProcess, utilityProcess } from 'electron';
import type { InferenceProcess, StartInferenceProcess } from '../services/inference/inference-process.ts';
import type { Logger } from '../services/logging/logger.ts';
import { ownBytes } from './own-bytes.ts';

/** Longest line of the process's own output that is logged. */
const longestLine = 2000;

/**
 * Runs the bundled inference host as an Electron utility process: a process of its own with Node and without a window, so that a crash
 * in native code or a `kill -9` takes neither the window nor the cameras with it.
 * @param modulePath bundled `inference/host/main.ts`.
 */
export function startInferenceUtility(modulePath: string, log: Logger): StartInferenceProcess {
  return () => {
    const child = utilityProcess.fork(modulePath, [], { serviceName: 'SENTRA inference', stdio: 'pipe' });
    logLines(child.stdout, (line) => log.info({ line }, 'inference output'));
    logLines(child.stderr, (line) => log.warn({ line }, 'inference output'));
    return adapt(child);
  };
}

function adapt(child: UtilityProcess): InferenceProcess {
  let running = true;
  child.once('exit', () => {
    running = false;
  });
  return {
    get pid() {
      return child.pid;
    },
    // A message to a process that has just ended is dropped: its end is reported by `onExit`.
    send: (message) => {
      if (running) child.postMessage(message.type === 'frame' ? { ...message, jpeg: ownBytes(message.jpeg) } : message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(`ended with code ${code}`)),
    // `UtilityProcess.kill` is SIGTERM; native code in a loop does not hear it.
    kill: () => endHard(child),
  };
}

function endHard(child: UtilityProcess): void {
  const { pid } = child;
  child.kill();
  if (pid === undefined) return;
  const timer = setTimeout(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Already gone: what was wanted.
    }
  }, 2000);
  timer.unref();
  child.once('exit', () => clearTimeout(timer));
}

function logLines(stream: NodeJS.ReadableStream | null, write: (line: string) => void): void {
  if (!stream) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-longestLine);
    for (const line of lines) if (line.trim()) write(line.slice(0, longestLine));
  });
}
