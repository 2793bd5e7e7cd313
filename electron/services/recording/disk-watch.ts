import type { RecordingDisk, RecordingSettings } from '../../../shared/schemas/recording.ts';
import type { SegmentDisk } from './segment-disk.ts';

/** How full a disk is. @returns `full` from `freeShare` on, `warning` from `warnShare` on */
export async function readDisk(disk: Pick<SegmentDisk, 'space'>, settings: RecordingSettings): Promise<RecordingDisk> {
  try {
    const { totalBytes, freeBytes } = await disk.space();
    const used = totalBytes > 0 ? 1 - freeBytes / totalBytes : 0;
    const state = used >= settings.freeShare ? 'full' : used >= settings.warnShare ? 'warning' : 'ok';
    return { totalBytes, freeBytes, state };
  } catch {
    // A disk that does not answer is not a full one: nothing is deleted for it.
    return { totalBytes: 0, freeBytes: 0, state: 'unknown' };
  }
}
