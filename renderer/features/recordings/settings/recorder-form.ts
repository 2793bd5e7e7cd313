import { recordingSettingsSchema, type RecordingSettings } from '../../../../shared/schemas/recording.ts';
import { bytesOf, gbOf } from './gigabytes.ts';

/** What the form holds: numbers that may be empty are text until they are sent, shares are percent. */
export interface RecorderFormValues {
  retentionDays: number | string;
  maxGb: number | string;
  warnPercent: number | string;
  freePercent: number | string;
  encoderPreset: RecordingSettings['encoderPreset'];
}

export type RecorderPatch = Omit<RecordingSettings, 'archiveAfterDays'>;

export function recorderFormOf({ retentionDays, maxBytes, warnShare, freeShare, encoderPreset }: RecorderPatch): RecorderFormValues {
  const percent = (share: number) => Math.round(share * 100);
  return { retentionDays, maxGb: gbOf(maxBytes), warnPercent: percent(warnShare), freePercent: percent(freeShare), encoderPreset };
}

export function recorderPatchOf({ retentionDays, maxGb, warnPercent, freePercent, encoderPreset }: RecorderFormValues): RecorderPatch {
  const shares = { warnShare: Number(warnPercent) / 100, freeShare: Number(freePercent) / 100 };
  return { retentionDays: Number(retentionDays), maxBytes: bytesOf(maxGb), ...shares, encoderPreset };
}

export type RecorderProblem = 'cameras.numberInvalid' | 'recorder.warnFirst';

/** What the station would refuse, at its field. */
export function recorderProblems(values: RecorderFormValues): Partial<Record<keyof RecorderFormValues, RecorderProblem>> {
  const { retentionDays, maxBytes, warnShare, freeShare } = recordingSettingsSchema.shape;
  const patch = recorderPatchOf(values);
  const wrong = 'cameras.numberInvalid' as const;
  return {
    ...(!retentionDays.safeParse(patch.retentionDays).success && { retentionDays: wrong }),
    ...(!maxBytes.safeParse(patch.maxBytes).success && { maxGb: wrong }),
    ...(patch.warnShare > patch.freeShare && { warnPercent: 'recorder.warnFirst' as const }),
    ...(!warnShare.safeParse(patch.warnShare).success && { warnPercent: wrong }),
    ...(!freeShare.safeParse(patch.freeShare).success && { freePercent: wrong }),
  };
}
