import type { FromInference, ToInference } from '../../../shared/inference/protocol.ts';

/** A running inference process, whoever started it: `child_process.fork` headless, `utilityProcess.fork` in the desktop app. */
export interface InferenceProcess {
  readonly pid: number | undefined;
  send(message: ToInference): void;
  /** Messages are `unknown` until parsed by `fromInferenceSchema`. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the process could not be started. `reason` is for the log. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}

/** Starts the program `inference/host/main.ts`. Injected by the composition root. */
export type StartInferenceProcess = () => InferenceProcess;

export type { FromInference, ToInference };
