import type { GapCause, RecordingDiskNotice, RecordingState } from '../../../../shared/schemas/recording.ts';

/**
 * What is wrong with recording, the worst first: `failing`: video of these cameras is being lost now; `full`: the disk is, recordings
 * make room; `lost`: they did; `warning`: it is filling up; `unknown`: the disk does not answer.
 */
export type RecordingTrouble =
  | { readonly kind: 'failing'; readonly cause: 'disk_full' | 'write_failed'; readonly cameraIds: readonly string[] }
  | { readonly kind: 'full' | 'lost' | 'warning' | 'unknown' };

const isFailing = (cause: GapCause | null) => cause === 'disk_full' || cause === 'write_failed';

/** @returns null when all is well, or nothing is known yet */
export function recordingTrouble(states: readonly RecordingState[], notice: RecordingDiskNotice | null): RecordingTrouble | null {
  const failing = states.filter(({ recording, cause }) => !recording && isFailing(cause));
  if (failing.length > 0) {
    const cause = failing.some((state) => state.cause === 'disk_full') ? 'disk_full' : 'write_failed';
    return { kind: 'failing', cause, cameraIds: failing.map(({ cameraId }) => cameraId) };
  }
  if (!notice) return null;
  if (notice.state === 'full') return { kind: 'full' };
  if (notice.freed.segments > 0) return { kind: 'lost' };
  return notice.state === 'ok' ? null : { kind: notice.state };
}

/** What somebody put away stays away until it gets worse or more is lost. */
export function troubleKey(trouble: RecordingTrouble, notice: RecordingDiskNotice | null): string {
  const whose = trouble.kind === 'failing' ? trouble.cameraIds.join() : '';
  return `${trouble.kind}:${whose}:${notice?.freed.segments ?? 0}`;
}

/** While video is being lost nobody may look away. */
export function mayPutAway({ kind }: RecordingTrouble): boolean {
  return kind !== 'failing' && kind !== 'full';
}
