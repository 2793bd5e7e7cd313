import { writeSync } from 'node:fs';
import { sighting } from '../../incidents/testing/rig.ts';
import { openStore } from '../../store/store.ts';
import type { Channel } from '../channel.ts';
import { startRig } from './rig.ts';

/**
 * The parts of a station on a real SQLite file, with a channel that posts to an HTTP server of the test, killed by the test at any
 * moment. Raises an incident every few milliseconds and prints its id once it is stored. Arguments: SQLite file, data folder, address
 * of the server, incidents to raise.
 */
const [file = '', dataDir = '', url = '', count = '0'] = process.argv.slice(2);
const channel: Channel = {
  name: 'webhook',
  limits: { perSecond: 1000, perRecipientMs: 0, parallel: 2 },
  unready: () => null,
  async send({ idempotencyKey, recipient }, signal) {
    const answer = await fetch(`${url}/${recipient}`, { method: 'POST', body: idempotencyKey, signal });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return { reference: await answer.text() };
  },
  close: () => undefined,
};
const store = await openStore({ file });
const { incidents } = await startRig(store, dataDir, [channel]);
for (let index = 0; index < Number(count); index += 1) {
  const { id } = await incidents.raise(sighting());
  writeSync(1, `${id}\n`);
}
// Kept alive until it is killed: rows of earlier lives are still to be sent.
setInterval(() => undefined, 1_000);
