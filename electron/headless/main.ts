import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { resetLostPassword, resetOption } from '../services/auth/reset-lost-password.ts';
import { readStationConfig } from '../services/config/station-config.ts';
import { forkInferenceProcess } from '../services/inference/fork-inference-process.ts';
import { createLogger } from '../services/logging/logger.ts';
import { stationFiles } from '../services/station/station-files.ts';
import { createStation } from '../services/station/station.ts';

/** How long a tidy end may take before the process leaves anyway. */
const closeLimitMs = 8_000;

try {
  const args = process.argv.slice(2);
  if (args.includes(resetOption)) {
    const { username, password } = await resetLostPassword(
      readStationConfig(
        args.filter((arg) => arg !== resetOption),
        process.env,
      ),
    );
    console.log(`The new password of "${username}" is  ${password}`);
    console.log('It is not shown again; change it in settings. All sessions of this user were ended, and their second step is off.');
    process.exit(0);
  }
  const config = readStationConfig(args, process.env);
  const log = createLogger(config.logLevel);
  const station = await createStation({
    config,
    startInference: forkInferenceProcess,
    log,
    files: stationFiles(join(import.meta.dirname, '..', '..')),
  });
  console.log(`SENTRA is running at ${station.address()}`);
  // Now rather than at the end, which may be a crash; nothing to write when nothing is new.
  flushCompileCache();
  if (station.firstRunPassword) {
    console.log(
      `First run: sign in as "admin" with the password  ${station.firstRunPassword}\nIt is not shown again; change it in settings.`,
    );
  }
  let closing = false;
  const close = (reason: string) => {
    if (closing) return;
    closing = true;
    log.info({ reason }, 'closing');
    setTimeout(() => process.exit(1), closeLimitMs).unref();
    void station.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not close tidily');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => close(signal));
  // `npm start` holds the other end: when it is killed, the station must not stay behind on its port.
  process.on('disconnect', () => close('the starting process is gone'));
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
}
