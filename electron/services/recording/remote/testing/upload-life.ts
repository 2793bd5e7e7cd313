import { join } from 'node:path';
import { memorySecrets } from '../../../notifications/channels/testing/memory-settings.ts';
import { openStore } from '../../../store/store.ts';
import { createRemoteArchive } from '../create-remote-archive.ts';
import { account } from './account.ts';
import { bucket } from './s3-server.ts';

/** A station that does nothing but upload, to be killed: `node upload-life.ts FOLDER ENDPOINT PREFIX`. Ends by itself when all is there. */
const [folder = '', endpoint = '', prefix = ''] = process.argv.slice(2);
const store = await openStore({ file: join(folder, 'sentra.db') });
const note = (facts: unknown, words?: string) => console.error(words, JSON.stringify(facts));
const { archive } = createRemoteArchive({
  ...{ store, recordings: store.recordings, folder: join(folder, 'recordings'), dataDir: folder, onNotice: () => undefined },
  secrets: memorySecrets({ 's3-secret-key': account.secret }),
  environment: { enabled: true, endpoint, bucket, prefix, accessKeyId: account.accessKeyId, uploadAfterDays: 0 },
  ...{ log: { info: note, warn: note, error: note }, nowMs: Date.now },
});
await archive.start();
await archive.look();
const { state, stored } = await archive.status();
console.log(JSON.stringify({ state, files: stored.files }));
await archive.close();
await store.close();
