import type { ClipHole } from '../../../shared/schemas/evidence.ts';
import type { Gap } from '../../../shared/schemas/recording.ts';
import type { Span } from './cut-clip.ts';

const mostHoles = 100;

/** Says why each hole is there: what the recorder noted, else another format, else a file that cannot be read. */
export function explainHoles(holes: readonly Span[], gaps: readonly Gap[], otherFormat: readonly Span[]): ClipHole[] {
  const causes: ClipHole[] = [
    ...gaps.map(({ fromMs, toMs, cause }) => ({ fromMs, toMs, cause })),
    ...otherFormat.map((span) => ({ ...span, cause: 'format_changed' as const })),
  ];
  return holes.slice(0, mostHoles).map((hole) => {
    const best = causes.map((cause) => ({ cause, ms: overlapMs(cause, hole) })).sort((a, b) => b.ms - a.ms)[0];
    return { ...hole, cause: best && best.ms > 0 ? best.cause.cause : 'damaged' };
  });
}

const overlapMs = (a: Span, b: Span) => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);
