import { writeSync } from 'node:fs';
import { openStore } from '../../store/store.ts';
import { IncidentService } from '../incident-service.ts';
import { sighting } from './rig.ts';

/**
 * A station that is killed (SIGKILL) around its third alert: `before` it is handed over, right `after`, or with the photo written and
 * the row not. Prints a line for every alert handed over. Arguments: moment, SQLite file, data folder, database address if any.
 */
const [moment = '', file = '', dataDir = '', databaseUrl] = process.argv.slice(2);
const store = await openStore({ file, databaseUrl });
const die = () => process.kill(process.pid, 'SIGKILL');
let raised = 0;

const insert: typeof store.incidents.insert = (...args) => {
  if (moment === 'photo' && raised === 3) die();
  return store.incidents.insert(...args);
};

const service = new IncidentService({
  store: { incidents: { ...store.incidents, insert }, outbox: store.outbox },
  dataDir,
  onAlert: (message) => {
    if (raised === 3 && moment === 'before') die();
    writeSync(1, `${message.id}\n`);
    if (raised === 3 && moment === 'after') die();
  },
  onChanged: () => undefined,
  log: { warn: () => undefined, error: () => undefined },
});
await service.start();
for (;;) {
  raised += 1;
  await service.raise(sighting({ cameraId: `cam-${raised}`, atMs: 1_763_712_000_000 + raised }));
}
