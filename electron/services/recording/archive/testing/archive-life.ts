import { join } from 'node:path';
import { findFfmpeg } from '../../../cameras/ffmpeg-binary.ts';
import { openStore } from '../../../store/store.ts';
import { Archiver } from '../archiver.ts';
import { swapIn } from '../archive-file.ts';

/** An archiver that is killed outright `before` or `after` its first swap: `node archive-life.ts FOLDER before|after NOW-MS`. */
const [folder = '', moment = '', nowMs = ''] = process.argv.slice(2);
const store = await openStore({ file: join(folder, 'sentra.db') });
const archiver = new Archiver({
  ...{ repository: store.recordings, folder: join(folder, 'recordings'), ffmpeg: findFfmpeg, nowMs: () => Number(nowMs) },
  ...{ settings: async () => ({ archiveAfterDays: 1 }), idleShare: () => 1 },
  log: { warn: (facts: unknown, words?: string) => console.error(words, facts) },
  swap: async (...given) => {
    if (moment === 'after') await swapIn(...given);
    process.kill(process.pid, 'SIGKILL');
  },
});
await archiver.look();
