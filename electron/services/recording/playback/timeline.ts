import type { Timeline, TimelineCamera } from '../../../../shared/schemas/recording.ts';
import type { NowMs } from '../../clock.ts';
import type { GapRecord } from '../../store/recording-gap-repository.ts';
import type { RecordingRepository } from '../../store/recording-repository.ts';
import type { IncidentMarkRepository } from '../../store/incident-mark-repository.ts';
import { findGaps, onItsWayMs, type Span, tolerableMs } from '../find-gaps.ts';
import type { RecordingService } from '../recording-service.ts';
import { mergeSpans } from './merge-spans.ts';
import type { SpanBook } from './span-book.ts';

export interface TimelineParts {
  readonly recorder: Pick<RecordingService, 'openSegments' | 'isRecording' | 'settled'>;
  readonly spans: SpanBook;
  readonly gaps: Pick<RecordingRepository, 'gapsWithin'>;
  readonly marks: IncidentMarkRepository;
  readonly nowMs: NowMs;
}

export interface TimelineQuestion {
  readonly cameraIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly resolutionMs: number;
}

const mostIncidents = 5_000;

/** What a timeline shows of some cameras between two times, at the resolution of a screen. */
export async function readTimeline(parts: TimelineParts, question: TimelineQuestion): Promise<Timeline> {
  const nowMs = parts.nowMs();
  const { cameraIds, fromMs, resolutionMs } = question;
  const toMs = Math.max(fromMs, Math.min(question.toMs, nowMs));
  await parts.recorder.settled();
  const [notes, marks] = await Promise.all([
    parts.gaps.gapsWithin({ cameraIds, fromMs, toMs }),
    parts.marks.within({ cameraIds, fromMs, toMs: question.toMs }, mostIncidents + 1),
  ]);
  const notesOf = Map.groupBy(notes, ({ cameraId }) => cameraId);
  const cameras: TimelineCamera[] = [];
  for (const cameraId of cameraIds) {
    const video = await videoOf(parts, cameraId, { fromMs, toMs });
    cameras.push(lineOf(cameraId, video, notesOf.get(cameraId) ?? [], { fromMs, toMs }, resolutionMs));
  }
  return { cameras, incidents: marks.slice(-mostIncidents), moreIncidents: marks.length > mostIncidents, nowMs };
}

async function videoOf({ recorder, spans, nowMs }: TimelineParts, cameraId: string, { fromMs, toMs }: Span): Promise<Span[]> {
  const written = await spans.within(cameraId, fromMs, toMs);
  const open = recorder.openSegments().filter((segment) => segment.cameraId === cameraId);
  const growing = open
    .map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs }))
    .filter((span) => span.fromMs < toMs && span.toMs > fromMs);
  const video = mergeSpans(
    [...written, ...growing].sort((a, b) => a.fromMs - b.fromMs),
    tolerableMs,
  );
  const lastMs = video.at(-1)?.toMs ?? 0;
  const isNear = lastMs < toMs && nowMs() - lastMs < onItsWayMs;
  return recorder.isRecording(cameraId) && isNear ? mergeSpans([...video, { fromMs: lastMs, toMs }], 0) : video;
}

/** Gaps are looked for between spans as they are drawn, so that each point is video or a gap, never both. */
function lineOf(cameraId: string, video: readonly Span[], notes: readonly GapRecord[], within: Span, resolutionMs: number): TimelineCamera {
  const { fromMs, toMs } = within;
  const drawn = mergeSpans(video, Math.max(resolutionMs, tolerableMs));
  const relevant = outside(drawn, notes);
  const gaps = findGaps(cameraId, drawn, relevant, within);
  return {
    cameraId,
    spans: drawn
      .map((span) => ({ fromMs: Math.max(fromMs, span.fromMs), toMs: Math.min(toMs, span.toMs) }))
      .filter((span) => span.toMs > span.fromMs),
    gaps: gaps.filter((gap) => gap.toMs - gap.fromMs >= resolutionMs).map(({ fromMs, toMs, cause }) => ({ fromMs, toMs, cause })),
  };
}

/** Notes that say something of a time without video. Both in the order of their begin. */
function outside(video: readonly Span[], notes: readonly GapRecord[]): GapRecord[] {
  let at = 0;
  return notes.filter((note) => {
    while (at < video.length && (video[at]?.toMs ?? 0) <= note.fromMs) at += 1;
    const span = video[at];
    return !span || span.fromMs > note.fromMs || (note.toMs ?? Number.POSITIVE_INFINITY) > span.toMs;
  });
}
