import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { InferenceProcess, StartInferenceProcess } from './inference-process.ts';

const program = fileURLToPath(new URL('../../../inference/host/main.ts', import.meta.url));
/** Compiled code of the program, beside its packages; where it cannot be written, every start compiles anew. */
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/sentra-inference', import.meta.url));

/** The process decodes pictures of strangers with native code: it is given no secret of the station. */
const secretNames = /PASSWORD|TOKEN|SECRET|KEY|DATABASE_URL|COOKIE|AUTH/i;

/** Starts the inference process under plain Node. Its log lines go to the station's standard error. */
export const forkInferenceProcess: StartInferenceProcess = () => {
  const child = fork(program, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Inspector and test-runner flags of the station are not for it. Frames die young: a small space for them is emptied sooner.
    execArgv: ['--max-semi-space-size=4'],
    // glibc gives every thread a heap of its own, and pictures decoded on several threads leave holes in all of them: 40 MB less with two.
    // Compiling takes more than half of a start, and a start is what a crash costs.
    env: { MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: compileCache, ...withoutSecrets(process.env) },
  });
  return adapt(child);
};

function adapt(child: ChildProcess): InferenceProcess {
  const exitListeners: ((reason: string) => void)[] = [];
  let ended: string | null = null;
  const end = (reason: string) => {
    if (ended !== null) return;
    ended = reason;
    for (const listener of exitListeners) listener(reason);
  };
  child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  child.on('error', (error) => {
    // Sending to a process that is just ending is also reported here; its end follows as `exit`.
    if (child.pid === undefined) end(`could not be started: ${error.message}`);
  });
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secretNames.test(name)));
}
