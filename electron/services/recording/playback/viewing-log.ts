import type { Caller } from '../../../../shared/contract/dispatch.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { NowMs } from '../../clock.ts';
import type { Logger } from '../../logging/logger.ts';
import type { RecordedVideo } from '../../web/recording-routes.ts';

export interface ViewingLogOptions {
  readonly video: RecordedVideo;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly log: Pick<Logger, 'error'>;
  readonly nowMs: NowMs;
}

type Viewing = 'recordings.view' | 'recordings.preview';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Length of the recorded time that one entry speaks for. Whoever scrubs over a month sees pictures of every hour of it. */
const stepMs: Readonly<Record<Viewing, number>> = { 'recordings.view': hourMs, 'recordings.preview': dayMs };
/** Entries that are remembered; beyond it the oldest is forgotten, and noted again. */
const mostKnown = 100_000;

/**
 * Notes who looked at recorded video: an entry for each person, camera and hour of video (day, for small pictures), once a day, and
 * not one for each piece that a player asks for. The answer does not wait for it.
 */
export function withViewingLog({ video, audit, log, nowMs }: ViewingLogOptions): RecordedVideo {
  const known = new Map<string, number>();
  const note = (action: Viewing, { user, address }: Caller, cameraId: string, atMs: number) => {
    const fromMs = atMs - (atMs % stepMs[action]);
    const key = [action, user?.id ?? '', cameraId, fromMs].join(' ');
    const today = Math.floor(nowMs() / dayMs);
    if (known.get(key) === today) return;
    const oldest = known.keys().next().value;
    if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
    known.set(key, today);
    const details = { fromMs, toMs: fromMs + stepMs[action] };
    audit.record({ user, address, action, target: cameraId, outcome: 'done', details }).catch((error: unknown) => {
      known.delete(key);
      log.error({ err: error, cameraId }, 'who looked at a recording could not be written down');
    });
  };
  return {
    segmentFile: async (id, caller) => {
      const found = await video.segmentFile(id, caller);
      note('recordings.view', caller, found.segment.cameraId, found.segment.startMs);
      return found;
    },
    piece: async (cameraId, request, caller) => {
      const found = await video.piece(cameraId, request, caller);
      if (found) note('recordings.view', caller, cameraId, found.piece.fromMs);
      return found;
    },
    preview: async (cameraId, atMs, caller) => {
      const found = await video.preview(cameraId, atMs, caller);
      note('recordings.preview', caller, cameraId, found.atMs);
      return found;
    },
  };
}
