import { join } from 'node:path';
import { CameraSupervisor } from '../../cameras/camera-supervisor.ts';
import { createSourceRegistry } from '../../cameras/default-sources.ts';
import { ffmpegFinder } from '../../cameras/ffmpeg-binary.ts';
import { PushInbox } from '../../cameras/push-inbox.ts';
import { FrameHub } from '../../live/frame-hub.ts';
import { PacketHub } from '../../packets/packet-hub.ts';
import { openStore } from '../../store/store.ts';
import { sampleCamera } from '../../store/testing/samples.ts';
import { RecordingService } from '../recording-service.ts';
import { prepareFolder } from '../segment-disk.ts';

/** One life of a recorder, until somebody kills it: `node recording-life.ts FOLDER RTSP-ADDRESS`. */
const [folder = '', url = ''] = process.argv.slice(2);
const store = await openStore({ file: join(folder, 'sentra.db') });
const frames = new FrameHub();
const packets = new PacketHub();
const ffmpeg = ffmpegFinder();
const recordings = join(folder, 'recordings');
await prepareFolder(recordings);
const note = (facts: unknown, words?: string) => console.error(words, facts);
const service = new RecordingService({
  ...{ store, folder: recordings, frames, packets, ffmpeg, segmentMs: 4_000 },
  ...{ log: { info: () => undefined, warn: note, error: note }, onChanged: (state) => state.recording && console.log('recording') },
  onDisk: () => undefined,
});
await service.start();
const base = sampleCamera({ id: 'gate', url, createdAtMs: 1 });
service.setCamera({ ...base, recording: { ...base.recording, mode: 'continuous', maxBytes: null } });
const sources = createSourceRegistry({ push: new PushInbox(), ffmpeg });
new CameraSupervisor({ cameraId: 'gate', url, sources, hub: frames, packets, now: Date.now }).start();
