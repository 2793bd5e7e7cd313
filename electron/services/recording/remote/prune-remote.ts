import { dayMs, type NowMs } from '../../clock.ts';
import type { RecordingRepository } from '../../store/recording-repository.ts';
import type { RemoteObjectRepository } from '../../store/remote-object-repository.ts';
import type { S3Client } from './s3-client.ts';

export interface PruneRemoteOptions {
  readonly objects: Pick<RemoteObjectRepository, 'doomOlder' | 'doomed' | 'forget'>;
  readonly recordings: Pick<RecordingRepository, 'remoteUnlocked' | 'removeAs'>;
  readonly client: Pick<S3Client, 'delete'>;
  readonly place: string;
  /** null = for ever */
  readonly keepDays: number | null;
  readonly nowMs: NowMs;
}

const batch = 50;

/**
 * Deletes from the archive what is past its time there, and what was deleted here. Rows go first: after a crash an object is still
 * marked and is deleted then, and no row ever promises an object that is gone.
 * @returns how many objects went @throws {S3Failure}
 */
export async function pruneRemote(options: PruneRemoteOptions, signal: AbortSignal): Promise<number> {
  const { objects, recordings, client, place, keepDays, nowMs } = options;
  if (keepDays !== null) {
    const endedBeforeMs = nowMs() - keepDays * dayMs;
    const next = () => recordings.remoteUnlocked(place, endedBeforeMs, batch);
    for (let old = await next(); old.length > 0 && !signal.aborted; old = await next())
      await recordings.removeAs(old, 'deleted_by_retention');
    await objects.doomOlder(place, endedBeforeMs);
  }
  let deleted = 0;
  for (let doomed = await objects.doomed(place, batch); doomed.length > 0; doomed = await objects.doomed(place, batch)) {
    for (const { id, objectKey } of doomed) {
      signal.throwIfAborted();
      await client.delete(objectKey, signal);
      await objects.forget(id);
      deleted += 1;
    }
  }
  return deleted;
}
