import { flushCompileCache } from 'node:module';
import { AccidentRecogniser } from '../behaviour/recogniser.ts';
import { logLine } from './host-log.ts';
import { findHostPort } from './host-port.ts';
import { InferenceHost } from './inference-host.ts';

/** The inference process: started by the station, speaks `shared/inference/protocol.ts`, ends with it. */
const port = findHostPort();
if (port === null) {
  logLine('error', 'this program is started by the station, not by hand');
  process.exit(1);
}

process.title = 'sentra-inference';
// Ctrl+C reaches the whole process group; the station decides when this process ends, after the last frames are answered.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => {
  logLine('error', 'the inference process fails', { stack: error.stack });
  process.exit(1);
});

const host = new InferenceHost(
  port,
  () => new AccidentRecogniser(),
  () => {
    void host.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  },
);
port.onClose(() => process.exit(0));
host.start();
// Now rather than at the end: this process may well be killed, and the next start is the one that must be quick.
flushCompileCache();
