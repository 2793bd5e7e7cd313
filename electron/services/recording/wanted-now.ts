import type { CameraRecording, GapCause, RecordingOverride } from '../../../shared/schemas/recording.ts';

/** Whether a camera is to be recorded now: from when on, or why not. */
export type Wanted = { readonly record: true; readonly fromMs: number } | { readonly record: false; readonly cause: GapCause };

export interface WantedInput {
  readonly recording: CameraRecording;
  readonly enabled: boolean;
  readonly override: RecordingOverride;
  readonly event: { readonly fromMs: number; readonly untilMs: number } | null;
  readonly nowMs: number;
  readonly isScheduled: (schedule: readonly string[], atMs: number) => boolean;
}

/** What mode, hand, clock and events together say. */
export function wantedNow({ recording, enabled, override, event, nowMs, isScheduled }: WantedInput): Wanted {
  const off = (cause: GapCause): Wanted => ({ record: false, cause });
  const now: Wanted = { record: true, fromMs: nowMs };
  if (!enabled || override === 'off') return off('recording_off');
  if (override === 'on') return now;
  switch (recording.mode) {
    case 'off':
      return off('recording_off');
    case 'continuous':
      return now;
    case 'scheduled':
      return isScheduled(recording.schedule, nowMs) ? now : off('outside_schedule');
    case 'event':
      return event && nowMs < event.untilMs ? { record: true, fromMs: event.fromMs } : off('no_event');
  }
}
