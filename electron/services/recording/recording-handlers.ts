import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { reachOf } from '../../../shared/domain/reach.ts';
import { type KnownCameras, recordingReach } from './recording-reach.ts';
import type { Archiver } from './archive/archiver.ts';
import type { RecordingService } from './recording-service.ts';
import type { SegmentRecord } from '../store/recording-repository.ts';

export interface RecordingHandlerOptions {
  readonly service: RecordingService;
  readonly archiver: Pick<Archiver, 'status'>;
  readonly cameras: KnownCameras;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The contract's `recordings.*`, but for what finds them again. */
export function createRecordingHandlers({ service, archiver, cameras }: RecordingHandlerOptions) {
  const mayShow = (caller: Caller) => recordingReach(caller, cameras);
  /** @returns null for all there are. */
  const asked = (cameraIds: readonly string[] | undefined, caller: Caller): readonly string[] | null => {
    if (cameraIds === undefined && reachOf(caller).all) return null;
    return (cameraIds ?? cameras().map(({ id }) => id)).filter(mayShow(caller));
  };
  return {
    'recordings.segments': async ({ cameraIds, fromMs, toMs, limit }, caller) => {
      const found = await service.segments({ cameraIds: asked(cameraIds, caller), fromMs, toMs }, limit + 1);
      return { segments: found.slice(0, limit).map(segmentOf), more: found.length > limit };
    },
    'recordings.gaps': ({ cameraIds, fromMs, toMs }, caller) => service.gaps({ cameraIds: asked(cameraIds, caller), fromMs, toMs }),
    'recordings.status': async (_input, caller) => ({ ...(await service.status(mayShow(caller))), archive: archiver.status }),
    'recordings.start': ({ cameraId }) => service.override(named(cameraId), 'on'),
    'recordings.stop': ({ cameraId }) => service.override(named(cameraId), 'off'),
    'recordings.override': ({ cameraId, override }) => service.override(named(cameraId), override),
    'recordings.rebuild': () => service.rebuild(),
    'recordings.settings': () => service.settings(),
    'recordings.updateSettings': (patch) =>
      service.updateSettings(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Given<typeof patch>),
  } satisfies Pick<Handlers, Exclude<Extract<keyof Handlers, `recordings.${string}`>, 'recordings.timeline' | 'recordings.outline'>>;
}

const named = (cameraId: string | undefined) => (cameraId === undefined ? null : [cameraId]);

/** As people may see it: where its file lies is nobody's business. */
export function segmentOf({ path: _hidden, ...segment }: SegmentRecord) {
  return segment;
}
