import { recordingSettingsSchema, type RecordingSettings } from '../../../../shared/schemas/recording.ts';
import { bytesOf, gbOf } from './gigabytes.ts';

/** What the form holds: numbers that may be empty are text until they are sent, shares are percent. */
export interface RecorderFormValues {
  retentionDays: number | string;
  maxGb: number | string;
  warnPercent: number | string;
  freePercent: number | string;
  /** Empty = never. */
  archiveAfterDays: number | string;
  encoderPreset: RecordingSettings['encoderPreset'];
}

export function recorderFormOf({ maxBytes, warnShare, freeShare, archiveAfterDays, ...same }: RecordingSettings): RecorderFormValues {
  const { retentionDays, encoderPreset } = same;
  const percent = (share: number) => Math.round(share * 100);
  const shares = { warnPercent: percent(warnShare), freePercent: percent(freeShare) };
  return { retentionDays, maxGb: gbOf(maxBytes), ...shares, archiveAfterDays: archiveAfterDays ?? '', encoderPreset };
}

export function recorderPatchOf(values: RecorderFormValues): RecordingSettings {
  const { retentionDays, maxGb, warnPercent, freePercent, archiveAfterDays, encoderPreset } = values;
  const shares = { warnShare: Number(warnPercent) / 100, freeShare: Number(freePercent) / 100 };
  const days = { retentionDays: Number(retentionDays), archiveAfterDays: archiveAfterDays === '' ? null : Number(archiveAfterDays) };
  return { ...days, maxBytes: bytesOf(maxGb), ...shares, encoderPreset };
}

export type RecorderProblem = 'cameras.numberInvalid' | 'recorder.warnFirst';

/** What the station would refuse, at its field. */
export function recorderProblems(values: RecorderFormValues): Partial<Record<keyof RecorderFormValues, RecorderProblem>> {
  const { retentionDays, maxBytes, warnShare, freeShare, archiveAfterDays } = recordingSettingsSchema.shape;
  const patch = recorderPatchOf(values);
  const wrong = 'cameras.numberInvalid' as const;
  return {
    ...(!retentionDays.safeParse(patch.retentionDays).success && { retentionDays: wrong }),
    ...(!maxBytes.safeParse(patch.maxBytes).success && { maxGb: wrong }),
    ...(patch.warnShare > patch.freeShare && { warnPercent: 'recorder.warnFirst' as const }),
    ...(!warnShare.safeParse(patch.warnShare).success && { warnPercent: wrong }),
    ...(!archiveAfterDays.safeParse(patch.archiveAfterDays).success && { archiveAfterDays: wrong }),
    ...(!freeShare.safeParse(patch.freeShare).success && { freePercent: wrong }),
  };
}
